"""Many calls of a student's function in one message. What comes back is judged here; a call is
written out for a message only where it is wrong: that costs more than the call.

The laws of an exercise are shown the first ``WATCHED`` calls, every call that changed an argument,
and what was seen over there: an answer that lies in an argument, or that is given out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from warehouse.checks import Wrong, in_notebook, raises, run, run_each
from warehouse.checks import calls as called
from warehouse.checks.calls import calls
from warehouse.checks.outcomes import NotStarted
from warehouse.checks.showing import show
from warehouse.errors import CourseError

WATCHED = 1


def each(
    function: Callable,
    cases: Iterable[tuple],
    expected: Iterable,
    judge: Callable,
    arrays: bool = True,
) -> list:
    """``judge(function(*case), what is expected of it)`` for every case, which raises ``Wrong``.
    Returns the answers. ``arrays=False``: they hold none, nothing is to be seen over there, and the
    laws are shown the first."""
    cases, expected = list(cases), list(expected)
    watched = []
    for (_, got), wanted in zip(run_each(function, cases[: WATCHED if arrays else 1]), expected):
        judge(got, wanted)
        watched.append(got)
    if arrays:
        return each_with(function, cases, [()], expected, judge)
    return watched + each_with(function, cases[1:], [()], expected[1:], judge)


def each_with(
    function: Callable,
    cases: Iterable[tuple],
    more: Iterable[tuple],
    expected: Iterable,
    judge: Callable,
) -> list:
    """As ``each`` of every case, to which each of ``more`` is added in turn: large arguments go
    across once. The laws are shown none of these calls alone."""
    cases, more = list(cases), list(more)
    every = [((*case, *rest), wanted) for case, wanted in zip(cases, expected) for rest in more]
    answers = []
    for (args, wanted), (ended, got, law) in zip(every, _ended(function, cases, more)):
        if ended != "answered":  # once more, in sight: it raised, or it changed an argument
            got = run(function, *args)
        if ended == "changed":
            # where not in sight, because it changes columns of its own kind only
            law = "it changed what it was given"
        try:
            judge(got, wanted)
        except Wrong as wrong:
            wrong.given = calls.start(function.__name__, args)
            raise
        if law and ended in ("answered", "changed"):
            given = calls.start(function.__name__, args)
            break_law(function.__name__, Wrong(law, "an array of its own", show(got), given))
        answers.append(got)
    return answers


def break_law(name: str, law: Wrong) -> None:
    """Have the check of the laws end in ``law``, where there is one that looks at this function."""
    if called.ledger is None:
        raise law
    if called.ledger.broken is None and name not in called.ledger.may_change:
        called.ledger.broken = law


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
        if ended == "changed" or (ended == "answered" and text):
            law = text or "it changed what it was given"
            given = f"{calls.start(function.__name__, args)}, from {layout}"
            break_law(function.__name__, Wrong(law, "an array of its own", show(got), given))


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
        told = in_notebook(endings, function, cases, more, layouts, keeps=True)
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
    """("answered", answer, a law that was broken), ("changed", answer, "") or ("raised", names of the
    exception's classes, its text) for each case with each of ``more``; in each of LAYOUTS where these
    are asked for. Runs where the student's code lives: on the way there a column becomes an ordinary
    one, and an answer that lies in an argument one of its own."""

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

    def changed_by_owner(value: object) -> None:
        if isinstance(value, tuple):
            for part in value:
                changed_by_owner(part)
        elif isinstance(value, np.ndarray) and value.flags.writeable and value.ndim == 1:
            if value.dtype.kind in "US":
                value[...] = "changed"
            elif value.dtype.kind == "b":
                value[...] = ~value
            elif value.dtype.kind in "iufmM":
                value[...] = (np.ascontiguousarray(value).view(np.uint8) ^ 255).view(value.dtype)

    def cannot_be_changed(value: object) -> bool:
        """What others packed for it is theirs."""
        if isinstance(value, tuple):
            names = getattr(value, "_fields", [""] * len(value))
            return any(cannot_be_changed(v) for n, v in zip(names, value) if n != "packed")
        if not isinstance(value, np.ndarray) or not value.size:
            return False
        return not value.flags.writeable or (value.size > 1 and 0 in value.strides)

    def may_be_written(value: object) -> object:
        """Where the array's own flag says so; a function may not lock what its caller owns."""
        if isinstance(value, tuple):
            return list(map(may_be_written, value))
        return value.flags.writeable if isinstance(value, np.ndarray) else None

    def turned_round(value: object) -> bool:
        """The rows of its first array in the other order, in place: whether there are others now."""
        if isinstance(value, tuple):
            return any(turned_round(part) for part in value)
        if not isinstance(value, np.ndarray) or not value.flags.writeable:
            return False
        was = value.tobytes()
        value[...] = value[::-1].copy()
        return value.tobytes() != was

    def put_back(value: object, was: object) -> None:
        if isinstance(value, tuple):
            for part, before in zip(value, was):
                put_back(part, before)
        elif isinstance(value, np.ndarray) and value.flags.writeable and value.ndim == 1:
            value[...] = was

    def ending(args: tuple, before: object) -> tuple:
        flags = may_be_written(args)
        try:
            answer = function(*args)
        except NotImplementedError:
            raise
        except Exception as error:
            names = [kind.__name__ for kind in type(error).__mro__]
            return "raised", names, f"{type(error).__name__}: {error}"[:300]
        if bits(args[: len(before)]) != before or may_be_written(args) != flags:
            return "changed", copied(answer), ""
        got = copied(answer)
        changed_by_owner(answer)
        holds_arrays = isinstance(answer, np.ndarray | tuple)
        shared = holds_arrays and bits(args[: len(before)]) != before
        put_back(answer, got)
        if len(again) < 6 and layouts == ("",) and holds_arrays:
            again.append((len(told), copied(args), answer))
        law = "what came back is a part of what was given: one cannot be changed without the other"
        if not shared and cannot_be_changed(answer):
            law = "what came back is the caller's to change, and cannot be changed row by row"
            return "answered", got, law
        return "answered", got, law if shared else ""

    told, again, filled = [], [], False
    for case in cases:
        before = bits(case)
        for number, layout in enumerate(layouts):
            for rest in more:
                column = laid_out(case[0], number) if layout else copied(case[0])
                told.append(ending((column, *map(copied, case[1:]), *rest), before))
    for at, _, answer in again:
        if bits(answer) != bits(told[at][1]):
            law = "an answer changed when the function was called again: it shares it"
            told[at] = "answered", told[at][1], law
        changed_by_owner(answer)
    for at, args, answer in again:
        owned = bits(answer)
        once_more = function(*args)
        if bits(answer) != owned:
            law = "an answer changed when the function was called again: it shares it"
            told[at] = "answered", told[at][1], law
        elif bits(once_more) != bits(told[at][1]):
            law = "the same call gave another answer once its caller had changed the first"
            told[at] = "answered", told[at][1], law
        elif not filled and turned_round(args):
            filled = True  # one is enough
            if bits(function(*args)) != bits(function(*copied(args))):
                law = "its owner has put other rows into an array, and the answer is that of before"
                told[at] = "answered", told[at][1], law
    for at, _, answer in again:
        put_back(answer, told[at][1])
    return told
