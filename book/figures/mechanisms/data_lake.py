"""What the chapter data_lake draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words


def file_end(name: str) -> str:
    """A Parquet file, read from its end."""
    groups, columns = 3, ("key", "price", "date")
    wanted, high = {(1, "price"), (1, "date")}, 30
    shapes, x = [words(5, 16, "a file of three row groups", "bold")], 10
    for group in range(groups):
        shapes.append(words(x + 42, 38, f"row group {group}", size=11, at="middle"))
        for place, column in enumerate(columns):
            kind = "lit" if (group, column) in wanted else ""
            shapes.append(box(x + 28 * place, 44, 28, high, column[0], kind))
        x += 84 + 8
    shapes += [
        box(x, 44, 62, high, "footer", "soft"),
        words(x + 31, 38, "the end", size=11, at="middle"),
        stroke(f"M{x + 31},112 V78", "arrow"),
        words(350, 128, "1. the last bytes, one GET", size=11, at="end"),
        stroke("M158,160 V78", "arrow"),
        words(80, 178, "2. one range: price and date, which touch", size=11),
        words(10, 206, "k, p, d: the columns key, price and date", size=11),
    ]
    told = (
        f"A file as a strip: {groups} row groups, in each the columns {', '.join(columns)}; at its end the footer. First"
        " the footer is fetched, with a request for the last bytes. It says that row group 1 alone may match; then one"
        " range is fetched, its price and date, which lie side by side."
    )
    return picture(name, 214, "A Parquet file, read from its end", told, shapes)


def lists_of_files(name: str) -> str:
    """Two versions of a table, and what they share."""
    shapes = [
        box(20, 10, 120, 28, "version 1"),
        box(220, 10, 120, 28, "version 2", "lit"),
        box(10, 84, 100, 40, "manifest\nday 1 to 9"),
        box(130, 84, 100, 40, "manifest\nday 6 to 9", "lit"),
        box(250, 84, 100, 40, "manifest\nday 7 to 12", "lit"),
        box(10, 172, 70, 28, "a: 1 to 5"),
        box(120, 172, 70, 28, "b: 6 to 9"),
        box(265, 172, 70, 28, "c: 7 to 12"),
        stroke("M70,38 L60,82", "arrow"),
        stroke("M260,38 L190,82", "arrow"),
        stroke("M290,38 L300,82", "arrow"),
        stroke("M50,124 L42,170", "arrow"),
        stroke("M75,124 L135,170", "arrow"),
        stroke("M175,124 L160,170", "arrow"),
        stroke("M300,124 V170", "arrow"),
        words(10, 222, "version 2 adds c and removes a;", size=11),
        words(10, 238, "nothing of version 1 is touched", size=11),
    ]
    told = (
        "Two versions of a table. Version 1 names one manifest, of days 1 to 9, which names the files a and b. Version 2 names"
        " two: one of days 6 to 9, which names b alone, and one of days 7 to 12, which names c. The file b belongs to both."
    )
    return picture(name, 246, "Versions, manifests, files", told, shapes)


DRAWINGS = {"file_end": file_end, "lists_of_files": lists_of_files}
