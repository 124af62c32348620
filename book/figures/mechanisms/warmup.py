"""What the chapter warmup draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words


def plan_scans(name: str) -> str:
    """A plan, with its scans lit."""
    scans = {
        "lineitem": ("partkey", "price", "shipdate"),
        "part": ("partkey", "type"),
    }
    shapes = [
        box(120, 8, 120, 28, "Sort"),
        box(120, 56, 120, 28, "Aggregate"),
        box(120, 104, 120, 28, "Join"),
        box(30, 156, 120, 28, "Filter"),
        *(
            stroke(d, "arrow")
            for d in ("M180,56 V38", "M180,104 V86", "M90,156 L150,134", "M90,208 V186")
        ),
    ]
    for number, (table, columns) in enumerate(scans.items()):
        x, y = 18 + 180 * number, 208 - 52 * number
        said = "\n".join((f"Scan {table}", *columns))
        shapes.append(box(x, y, 144, 20 + 14 * (1 + len(columns)), said, "lit"))
    shapes += [
        stroke("M262,156 L210,134", "arrow"),
        words(254, 26, "last step", size=11),
        words(200, 262, "rows go up", size=11),
        stroke("M190,270 V246", "arrow thin"),
    ]
    held = "; ".join(f"{table}, of which it reads {', '.join(of)}" for table, of in scans.items())
    told = (
        "A plan as a tree, its last step on top: a sort, below it an aggregate, below it a join. The join has two"
        f" inputs: on its left a filter over a scan, on its right a scan. The {len(scans)} scans are its leaves, and"
        f" lit: {held}. Arrows lead up, as rows go."
    )
    return picture(name, 288, "A plan, with its scans lit", told, shapes)


def row_pages(name: str) -> str:
    """Rows that are stored whole, and the room that they leave in their pages."""
    rows, page, wide, high = (70, 40, 40, 65, 60), 100, 300, 30
    pages: list[list[int]] = []
    for row, length in enumerate(rows):
        if not pages or sum(rows[it] for it in pages[-1]) + length > page:
            pages.append([])
        pages[-1].append(row)
    shapes = []
    for number, held in enumerate(pages):
        y, x = 8 + number * (high + 10), 54.0
        shapes += [
            words(4, y + 19, f"page {number + 1}", size=11),
            box(x, y, wide, high, kind="soft"),
        ]
        for row in held:
            length = rows[row] * wide / page
            shapes.append(box(x, y, length, high, f"row {row + 1}: {rows[row]}", "lit", 11))
            x += length
        free = page - sum(rows[row] for row in held)
        shapes.append(words(348, y + 19, f"{free} free", size=11, at="end"))
    needed = -(-sum(rows) // page)
    told = (
        f"{len(rows)} rows of {', '.join(map(str, rows))} bytes in pages of {page}. "
        + " ".join(
            f"Page {number} holds {' and '.join(f'row {row + 1}' for row in held)}."
            for number, held in enumerate(pages, 1)
        )
        + f" That are {len(pages)} pages; cut anywhere, the {sum(rows)} bytes would fill {needed}."
    )
    return picture(name, 8 + len(pages) * (high + 10), "Rows in pages", told, shapes)


DRAWINGS = {"plan_scans": plan_scans, "row_pages": row_pages}
