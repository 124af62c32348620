"""What the chapter materialized_views draws."""

from __future__ import annotations

from drawings import box, picture, words


def three_joins(name: str) -> str:
    """The join of two changed tables as four parts, one of them known."""
    old, new = 12, 3  # rows of a table, and rows of its change
    scale, x, y = 15, 96, 56
    side, small = old * scale, new * scale
    parts = (
        (0, 0, side, side, "L ⋈ R: the view\nas it was", "soft"),
        (side, 0, small, side, "L ⋈\ndR", "lit"),
        (0, side, side, small, "dL ⋈ R", "lit"),
        (side, side, small, small, "both", "lit"),
    )
    shapes = [
        words(x + side / 2, 20, f"R: {old} rows", at="middle"),
        words(x + side + small / 2, 20, f"dR: {new}", "bold", at="middle"),
        words(8, y + side / 2, f"L: {old} rows"),
        words(8, y + side + small / 2 + 4, f"dL: {new}", "bold"),
    ]
    for left, top, wide, high, said, kind in parts:
        shapes.append(box(x + left, y + top, wide, high, said, kind, 11))
    pairs, again = 2 * old * new + new * new, (old + new) ** 2
    shapes.append(
        words(180, y + side + small + 24, f"{pairs} of {again} pairs are new", at="middle")
    )
    told = (
        f"A square whose sides are two tables of {old} rows and their changes of {new} rows. The large part,"
        " L joined with R, is the view as it was. Three parts are lit: the left change with the old right table,"
        " the old left table with the right change, and the two changes with each other."
        f" Together they are {pairs} of {again} pairs."
    )
    return picture(name, y + side + small + 36, "The join of two changed tables", told, shapes)


DRAWINGS = {"three_joins": three_joins}
