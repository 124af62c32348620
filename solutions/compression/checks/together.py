"""Many calls of a student's function in one message. What comes back is judged here; a call is
written out for a message only where it is wrong: that costs more than the call.

The laws of an exercise see the first ``WATCHED`` calls of many, and every call that changed an
argument; the others are made in the student's process alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from warehouse.checks import Wrong, host, raises, run, run_each
from warehouse.checks.calls import calls
from warehouse.checks.outcomes import NotStarted
from warehouse.errors import CourseError

WATCHED = 8


def each(function: Callable, cases: Iterable[tuple], expected: Iterable, judge: Callable) -> None:
    """``judge(function(*case), what is expected of it)`` for every case; raises ``Wrong``."""
    cases, expected = list(cases), list(expected)
    for (_, got), wanted in zip(run_each(function, cases[:WATCHED]), expected):
        judge(got, wanted)
    each_with(function, cases[WATCHED:], [()], expected[WATCHED:], judge)


def each_with(
    function: Callable,
    cases: Iterable[tuple],
    more: Iterable[tuple],
    expected: Iterable,
    judge: Callable,
) -> None:
    """As ``each`` of every case, to which each of ``more`` is added in turn: large arguments go
    across once. None of these calls is watched."""
    cases, more = list(cases), list(more)
    every = [((*case, *rest), wanted) for case, wanted in zip(cases, expected) for rest in more]
    for (args, wanted), (ended, got, _) in zip(every, _ended(function, cases, more)):
        if ended != "answered":  # once more, in sight: it raised, or it changed an argument
            got = run(function, *args)
        try:
            judge(got, wanted)
        except Wrong as wrong:
            wrong.given = calls.start(function.__name__, args)
            raise


def each_refused(
    kind: type[Exception], function: Callable, cases: Iterable[tuple], naming: Iterable[str] = ()
) -> None:
    """``raises(kind, function, *case, naming=..)`` for every case."""
    cases = list(cases)
    naming = list(naming) or [""] * len(cases)
    for args, (ended, names, text), word in zip(cases, _ended(function, cases, [()]), naming):
        if ended != "raised" or kind.__name__ not in names or word not in text:
            raises(kind, function, *args, naming=word)


def each_in_layouts(
    function: Callable,
    cases: Iterable[tuple],
    expected: Iterable,
    judge: Callable,
) -> None:
    """As ``each``, with the first argument of every case in several layouts."""
    cases = list(cases)
    every = [(args, wanted, layout) for args, wanted in zip(cases, expected) for layout in LAYOUTS]
    for (args, wanted, layout), (ended, got, text) in zip(
        every, _ended(function, cases, [()], LAYOUTS)
    ):
        try:
            if ended == "raised":
                raise Wrong("a column may lie in memory as it likes", "an answer", text)
            judge(got, wanted)
        except Wrong as wrong:
            wrong.given = f"{calls.start(function.__name__, args)}, from {layout}"
            raise


def _ended(
    function: Callable, cases: list[tuple], more: list[tuple], layouts: tuple[str, ...] = ("",)
) -> list[tuple]:
    """How each call ended; all of them "lost" where that cannot be told of so many at once: one by
    one they will say why."""
    if not cases:
        return []
    calls.start(function.__name__, (*cases[0], *more[0]))  # what a time limit names
    expected = len(cases) * len(more) * len(layouts)
    try:
        given = (function, cases, more, layouts)
        told = host.current().run_in_notebook(endings, given, keeps=True)
        if len(told) == expected and {len(one) for one in told} == {3}:
            return told
    except CourseError:
        raise
    except Exception as error:
        if type(error) is NotImplementedError:
            raise NotStarted(function.__name__) from error
    return [("lost" if layouts == ("",) else "raised", None, "no data")] * expected


LAYOUTS = (
    "every other row of a longer column",
    "a column that is read from its end",
    "a column that may not be written to",
)


def endings(
    function: Callable, cases: list[tuple], more: list[tuple], layouts: tuple[str, ...]
) -> list[tuple]:
    """("answered", answer, ""), ("changed", None, "") or ("raised", names of the exception's classes,
    its text) for each case with each of ``more``; in each of LAYOUTS where these are asked for. Runs
    where the student's code lives: on the way there a column becomes an ordinary one."""

    def laid_out(column: np.ndarray, layout: int) -> np.ndarray:
        if layout == 0:
            longer = np.repeat(column, 2)
            longer[1::2] = np.roll(column, 1)
            return longer[::2]
        column = column[::-1].copy()[::-1] if layout == 1 else column.copy()
        column.flags.writeable = layout != 2
        return column

    def copied(value: object) -> object:
        if isinstance(value, tuple):
            parts = [copied(part) for part in value]
            return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
        return value.copy() if isinstance(value, np.ndarray) else value

    def bits(value: object) -> object:
        if isinstance(value, tuple):
            return list(map(bits, value))
        return value.tobytes() if isinstance(value, np.ndarray) else None

    def ending(args: tuple, before: object) -> tuple:
        try:
            answer = function(*args)
        except NotImplementedError:
            raise
        except Exception as error:
            names = [kind.__name__ for kind in type(error).__mro__]
            return "raised", names, f"{type(error).__name__}: {error}"[:300]
        if bits(args[: len(before)]) != before:
            return "changed", None, ""
        return "answered", copied(answer), ""  # whatever is done to it by a later call

    told = []
    for case in cases:
        before = bits(case)
        for number, layout in enumerate(layouts):
            for rest in more:
                column = laid_out(case[0], number) if layout else copied(case[0])
                told.append(ending((column, *map(copied, case[1:]), *rest), before))
    return told
