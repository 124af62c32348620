"""What the chapter serverless draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words


def three_minutes(name: str) -> str:
    """What is spent, what is ordered and what is decided now, with and without the second."""
    spent, ordered, budget, step = 9_000, 960, 12_000, 480  # RPU-seconds
    left, wide, top = 8, 344.0, 13_000.0

    def bar(y: float, decided: int) -> list[str]:
        parts = (("spent", spent, ""), ("begins", ordered, "soft"), ("next", decided, "lit"))
        shapes, x = [], float(left)
        for said, cost, kind in parts:
            long = wide * (cost - 7_000 * (said == "spent")) / (top - 7_000)
            fits = long > 8 * len(said)
            shapes.append(box(x, y, long, 28, said if fits else "", kind, 11))
            x += long
        return shapes

    forgets = step * ((budget - spent) // step)
    guarded = step * ((budget - spent - ordered) // step)
    limit = left + wide * (budget - 7_000) / (top - 7_000)
    shapes = [words(4, 16, "forgets the minute that begins", "bold")]
    shapes += bar(28, forgets)
    shapes.append(words(4, 92, "counts it", "bold"))
    shapes += bar(104, guarded)
    shapes.append(stroke(f"M{limit:g},22 V140", "dashed"))
    shapes.append(words(limit - 4, 154, "budget", at="end"))
    over = spent + ordered + forgets - budget
    told = (
        f"Two bars against a line, the budget of {budget:,} RPU-seconds. Each begins with {spent:,} that are spent, of"
        f" which the end is shown, and {ordered} for the minute that begins. In the upper one the next minute, lit, is"
        f" given {forgets:,}, all that seemed left, and the bar ends {over} beyond the budget. In the lower one it is"
        f" given {guarded:,}, and the bar ends {budget - spent - ordered - guarded} before it."
    )
    return picture(name, 160, "A budget, and the minute that was ordered before", told, shapes)


DRAWINGS = {"three_minutes": three_minutes}
