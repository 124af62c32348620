"""What the chapter streaming draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words


def two_lines(name: str) -> str:
    """Rows and offset in three orders, a node that dies in the middle, and what the next refresh makes of
    it."""
    orders = (("rows", "offset"), ("offset", "rows"), ("rows and offset",))
    left, wide, dies, verdicts = 8.0, 84.0, 110.0, []
    shapes = [stroke(f"M{dies:g},26 V196", "dashed")]  # first, so that a box stands before it
    for number, steps in enumerate(orders):
        y = 34.0 + 52 * number
        done = steps[:1] if len(steps) > 1 else ()
        for place, step in enumerate(steps):
            x = (
                left + place * (2 * (dies - left) - wide)
                if len(steps) > 1
                else dies - wide / 2 - 26
            )
            length = wide if len(steps) > 1 else wide + 52
            shapes.append(box(x, y, length, 30, step, "lit" if len(steps) == 1 else ""))
        rows, offset = "rows" in done, "offset" in done
        verdict = (
            "read twice" if rows and not offset else "never read" if offset and not rows else ""
        )
        verdicts.append(verdict or "all or nothing")
        shapes.append(words(222, y + 20, verdicts[-1], "bold"))
    shapes += [
        words(dies, 16, "the node dies", size=11, at="middle"),
        words(222, 16, "the next refresh", size=11),
    ]
    told = (
        "Three orders of two steps, and a node that dies in their middle. Rows and then the offset: the rows are stored,"
        f" the offset is not, and they are {verdicts[0]}. The offset and then rows: they are {verdicts[1]}. Both in one"
        f" commit, lit: it is {verdicts[2]}, wherever the node dies."
    )
    return picture(name, 204, "Two lines of code, and a node that dies", told, shapes)


DRAWINGS = {"two_lines": two_lines}
