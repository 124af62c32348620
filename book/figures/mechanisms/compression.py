"""What the chapter compression draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words


def table_file(name: str) -> str:
    """Mark, header and blocks of a file, and what stands in two of them."""
    blocks = (("a", "RLE"), ("a", "FOR"), ("b", "dict"), ("b", "raw"))
    shapes = [
        words(5, 16, "a table file", "bold"),
        box(5, 24, 45, 38, "mark"),
        box(50, 24, 70, 38, "header", "soft"),
    ]
    for number, (column, encoding) in enumerate(blocks):
        kind = "lit" if number == 2 else ""
        shapes.append(
            box(
                120 + 58.5 * number,
                24,
                58.5,
                38,
                f"block {number + 1}\n{column}, {encoding}",
                kind,
                11,
            )
        )
    shapes += [
        stroke("M50,62 L5,92 M120,62 L212,92", "thin"),
        box(5, 92, 207, 104, kind="soft"),
        words(13, 109, "length of the header", size=11),
        words(13, 125, "schema: a int64, b text", size=11),
    ]
    for number, (column, encoding) in enumerate(blocks):
        shapes.append(
            words(
                13,
                142 + 15 * number,
                f"{number + 1}: {column}, {encoding}, offset, length",
                "bold" if number == 2 else "",
                11,
            )
        )
    shapes += [
        stroke("M208,168 H237 V66", "arrow strong"),
        stroke("M295.5,62 L252,92 M354,62 L355,92", "thin"),
        box(252, 92, 103, 33, "null bitmap"),
        box(252, 125, 103, 33, "lengths"),
        box(252, 158, 103, 38, "bytes"),
    ]
    told = (
        "A table file is a mark, a header and then blocks. The header holds its own length, the schema and, for every"
        " block, its column, encoding, offset and length; an arrow leads from the entry of block 3 to where that"
        " block begins. A block of texts is a null bitmap, lengths and bytes."
    )
    return picture(name, 202, "A table file, its header and one of its blocks", told, shapes)


DRAWINGS = {"table_file": table_file}
