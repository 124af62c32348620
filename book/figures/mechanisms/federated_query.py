"""What the chapter federated_query draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words


def cut_plan(name: str) -> str:
    """The example's plan, and where it is cut."""
    here = ("limit 3", "order by day", "count(*) by day", "quantity / 2 = 3")
    there = ("day < date", "scan orders")
    shapes = [words(5, 16, "here, in the warehouse", "bold")]
    y = 24
    for number, step in enumerate(here):
        shapes.append(box(20, y, 160, 26, step, "soft" if number == len(here) - 1 else ""))
        y += 26
        shapes.append(stroke(f"M100,{y + 12} V{y + 2}", "arrow") if number < len(here) - 1 else "")
        y += 12
    cut = y + 12
    shapes += [
        stroke(f"M5,{cut} H355", "dashed strong"),
        stroke(f"M100,{cut + 32} V{y - 10}", "arrow"),
        words(192, cut - 92, "the first that must stay:", size=11),
        words(192, cut - 77, "division differs; and all", size=11),
        words(192, cut - 62, "that is above it stays too", size=11),
        stroke(f"M200,{cut - 55} L184,{cut - 40}", "arrow thin"),
        words(192, cut - 8, "across: day, quantity", "bold", 11),
        words(192, cut + 20, "there, in PostgreSQL", "bold"),
        words(192, cut + 60, "the text that is sent", size=11),
        words(192, cut + 75, "says this half, no more", size=11),
    ]
    y = cut + 34
    for number, step in enumerate(there):
        shapes.append(box(20, y, 160, 26, step, "lit"))
        y += 38
        shapes.append(stroke(f"M100,{y} V{y - 10}", "arrow") if number < len(there) - 1 else "")
    told = (
        f"A plan, its last step on top, cut in two. There, in PostgreSQL: {', then '.join(reversed(there))}."
        f" What crosses the cut is day and quantity of the rows that are left. Here: {', then '.join(reversed(here))}."
        " The division is the first step that must stay, and all above it stays with it."
    )
    return picture(name, y, "A plan cut in two", told, shapes)


DRAWINGS = {"cut_plan": cut_plan}
