"""What the chapter external_functions draws."""

from __future__ import annotations

from drawings import box, picture, stroke, words

#: Of each story: how far the request gets and how far the answer, as a share of the way; whether the work is done.
STORIES = (("the request is lost", 0.5, None), ("the answer is lost", 1.0, 0.45))


def same_silence(name: str) -> str:
    """A request that is lost, and an answer that is: the caller hears the same, and one of them was worked for."""
    left, right = 84.0, 268.0
    shapes, done = [], []
    for number, (title, there, back) in enumerate(STORIES):
        y = 26.0 + 98 * number
        works = there == 1.0
        done.append("billed" if works else "not billed")
        shapes += [
            words(180, y - 6, title, "bold", at="middle"),
            box(6, y, 78, 66, "the\nwarehouse"),
            box(268, y, 86, 66, f"function:\n{done[-1]}", "lit" if works else ""),
            stroke(
                f"M{left:g},{y + 18:g} H{left + there * (right - left) - (6 if works else 16):g}",
                "arrow" if works else "",
            ),
            words(left + 8, y + 13, "request", size=11),
        ]
        if back is None:
            x = left + there * (right - left)
            shapes.append(words(x, y + 22, "lost", size=11, at="middle"))
        else:
            x = right - back * (right - left)
            shapes += [
                stroke(f"M{right:g},{y + 50:g} H{x + 20:g}"),
                words(x, y + 54, "lost", size=11, at="middle"),
                words(right - 8, y + 45, "answer", size=11, at="end"),
            ]
        shapes.append(words(left + 8, y + 60, "silence", size=11))
    told = (
        "Two stories. In the first the request is lost on its way from the warehouse to the function:"
        f" the customer is {done[0]}. In the second the function has done its work, lit, and the answer is lost on its"
        f" way back: the customer is {done[1]}. The warehouse hears silence in both."
    )
    return picture(name, 200, "A lost request, and a lost answer", told, shapes)


DRAWINGS = {"same_silence": same_silence}
