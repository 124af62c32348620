"""What the chapter capstone draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words

#: Steps of TPC-H's query 3 from the last to the first: words, place, row, the step above.
STEPS = (
    ("first ten", 180, 0, None),
    ("sum by order", 180, 1, 0),
    ("join\non order", 180, 2, 1),
    ("join\non customer", 112, 3, 2),
    ("customer", 56, 4, 3),
    ("orders", 168, 4, 3),
    ("lineitem", 292, 3, 2),
)
#: Between a step and the one above it: what moves.
EDGES = {1: "to the leader", 2: "nothing", 3: "nothing", 4: "copies", 5: "nothing", 6: "nothing"}


def query_three(name: str) -> str:
    """The plan of query 3 over tables that are placed by their keys: what moves on each edge."""
    wide, high, gap = 104, 34, 62
    lines, boxes, notes = [], [], []
    for number, (said, x, row, above) in enumerate(STEPS):
        y = 8.0 + row * gap
        if above is not None:
            _, to, its_row, _ = STEPS[above]
            moves = EDGES[number] != "nothing"
            lines.append(
                stroke(
                    f"M{x},{y:g} L{to},{8 + its_row * gap + high:g}", "arrow" if moves else "dashed"
                )
            )
            if moves:
                middle = (y + 8 + its_row * gap + high) / 2 + 4
                notes.append(words((x + to) / 2 + 8, middle, EDGES[number], "bold", 11))
        boxes.append(box(x - wide / 2, y, wide, high, said, "lit" if number in (2, 3) else ""))
    moving = [f"{STEPS[at][0]}, {how}" for at, how in EDGES.items() if how != "nothing"]
    still = [STEPS[at][0] for at, how in EDGES.items() if how == "nothing"]
    told = (
        "The plan of query 3 as a tree: the first ten of a sum by order of a join of lineitem with a join of customer and"
        f" orders. Rows move on {len(moving)} of {len(EDGES)} edges: {'; '.join(moving)}. From {', '.join(still)} nothing moves."
    )
    told = told.replace("\n", " ")
    return picture(
        name, 8 + 4 * gap + high + 8, "What moves in query 3", told, [*lines, *boxes, *notes]
    )


DRAWINGS = {"query_three": query_three}
