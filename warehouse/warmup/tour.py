"""A first look at checks: an exercise that is solved already, and what its checks say of several
answers to it."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets

from warehouse.checks import Exercise, run, same
from warehouse.drawing import live


def _stub(numbers: list[int]) -> int | None:
    raise NotImplementedError


def _last(numbers: list[int]) -> int | None:
    return numbers[-1] if numbers else None


def _without_empty(numbers: list[int]) -> int | None:
    return max(numbers)


def _right(numbers: list[int]) -> int | None:
    return max(numbers, default=None)


#: Who answers, by what is shown in the list.
ANSWERS = {
    "the cell as you find it": _stub,
    "somebody who takes the last number": _last,
    "somebody who forgot the empty list": _without_empty,
    "somebody who has it right": _right,
}


def checked(answer: Callable) -> str:
    """What the checks of ``largest`` say of an answer, as HTML."""

    def largest(numbers: list[int]) -> int | None:
        return answer(numbers)

    exercise = Exercise("largest", "warmup", section="What a check says")

    @exercise.check("short lists", points=2)
    def short_lists():
        for numbers in ([4], [1, 3], [3, 1], [2, 7, 5]):
            same(run(largest, numbers), max(numbers))

    @exercise.check("negative numbers", points=1)
    def negative():
        same(run(largest, [-5, -2]), -2)

    @exercise.check("an empty list has no largest number", points=1)
    def empty():
        same(run(largest, []), None)

    score = exercise.score()
    said = f"<p><b>{float(score):g} of 4 points</b></p>"
    return score._repr_mimebundle_()["text/html"] + said


def answers() -> widgets.VBox:
    """A list of answers, and what the checks say of the one that is chosen."""
    who = widgets.Dropdown(options=list(ANSWERS), description="answered by")
    return live(lambda: checked(ANSWERS[who.value]), who)
