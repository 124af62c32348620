"""What the chapter distribution draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words


def shuffle(name: str) -> str:
    """Each slice cuts its rows into pieces, and gets one piece from everyone."""
    slices, piece, gap = 3, 22, 14
    high = 20 + slices * piece

    def top(number: int) -> int:
        return 24 + number * (high + gap)

    shapes = [
        words(60, 15, "before", "bold", at="middle"),
        words(300, 15, "after", "bold", at="middle"),
    ]
    for own in range(slices):
        y = top(own)
        shapes += [
            words(5, y + 13, f"slice {own}", "bold", 11),
            words(245, y + 13, f"slice {own}", "bold", 11),
        ]
        for other in range(slices):
            kind = "dashed" if own == other else "lit" if other == 1 else ""
            shapes.append(box(5, y + 18 + other * piece, 110, piece, f"piece {other}", kind, 11))
            kind = "dashed" if own == other else "lit" if own == 1 else ""
            shapes.append(
                box(245, y + 18 + other * piece, 110, piece, f"from slice {other}", kind, 11)
            )
            start = y + 18 + (other + 0.5) * piece
            end = top(other) + 18 + (own + 0.5) * piece
            kind = "dashed" if own == other else "strong" if other == 1 else "thin"
            shapes.append(stroke(f"M115,{start:g} L243,{end:g}", f"arrow {kind}"))
    told = (
        f"{slices} slices before and after a shuffle. Each cuts its rows by the hash of the key into {slices} pieces;"
        " piece d goes to slice d. The piece for oneself, drawn dashed, is not sent. The pieces for slice 1 are lit:"
        " it gets one from each of the others."
    )
    return picture(name, top(slices - 1) + high + 8, "A shuffle between three slices", told, shapes)


DRAWINGS = {"shuffle": shuffle}
