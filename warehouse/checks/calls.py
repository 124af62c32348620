"""Calling the student's code from a test cell: what a call returns, and every way in which it can
fail to."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import numpy as np

from warehouse.checks import host, laws
from warehouse.checks.outcomes import NotStarted, Raised, Wrong
from warehouse.checks.showing import show
from warehouse.errors import CourseError

_WATCHED = 64 << 20  # bytes up to which an argument is compared before and after a call


class _Calls:
    """The call that the next message should name as its input: the first of a chain such as
    decode(encode(a))."""

    def __init__(self) -> None:
        self.timed = False  # calls made for their time: nothing is copied for a comparison
        self.clear()

    def clear(self) -> None:
        self.text, self.result, self.name, self.nested = "", None, "", False

    def start(self, name: str, args: tuple) -> str:
        if self.timed and name == self.name:  # to write it out once more would be timed too
            return self.text
        self.name = name
        chained = self.result is not None and any(argument is self.result for argument in args)
        # decode(encode(decode(...))) tells nobody anything
        self.nested = chained = chained and not self.nested
        if chained:
            shown = [self.text if argument is self.result else show(argument) for argument in args]
        else:
            shown = [show(argument) for argument in args]
        self.text, self.result = f"{name}({', '.join(shown)})", None
        return self.text


calls = _Calls()
#: What is watched for the exercise whose checks run, where it has laws.
ledger: laws.Ledger | None = None

#: Calls that are sent across at once, in a grader of two processes: the trip of some 30 µs is half
#: a microsecond a call then.
_TOGETHER = 64


def in_notebook(function: Callable, *args: object) -> object:
    """``function(*args)``, where the student's code lives: here; in a grader of two processes, over
    there.

    For a driver that calls the student's code thousands of times. What it returns must be data.
    Over there it is in the student's hands, so it must not hold what is expected, and the judgement
    is made outside.
    """
    return host.current().run_in_notebook(function, args)


def run(function, *args):
    """Call the student's function and return what it returns.

    A stub becomes NotStarted, any other exception ``Raised`` with the input that led to it. An
    argument that the call changed in place is ``Wrong``: the caller's column is not the function's
    to write to.
    """
    return _judged(function, args, _copies(args), lambda: function(*args))


def run_each(function, cases: Iterable[tuple]) -> Iterator[tuple[tuple, object]]:
    """``(arguments, run(function, *arguments))`` of every case in turn. For many small calls: they
    go across together."""
    waiting = iter(cases)
    while some := list(itertools.islice(waiting, _TOGETHER)):
        copies = [_copies(args) for args in some]
        # what a time limit names, which may fall in any of them
        calls.start(function.__name__, some[0])
        outcomes = host.current().call_each(function, some)
        for at, args in enumerate(some):
            call = partial(_told, *outcomes[at]) if at < len(outcomes) else partial(function, *args)
            yield args, _judged(function, args, copies[at], call)


def _told(result: object, error: Exception | None) -> object:
    if error is not None:
        raise error
    return result


def _copies(args: tuple) -> list[np.ndarray | None]:
    """Arguments as they are before a call; None for what is not looked at. All data where the
    exercise has laws, otherwise arrays."""
    if ledger is not None and not calls.timed:
        return ledger.before(args)
    return [
        a.copy() if type(a) is np.ndarray and a.nbytes <= _WATCHED and not calls.timed else None
        for a in args
    ]


def _judged(function, args: tuple, before: list, call: Callable[[], object]) -> object:
    given = calls.start(function.__name__, args)
    try:
        result = call()
    except (NotStarted, CourseError):
        raise
    except Exception as error:
        if ledger is not None and not calls.timed:
            ledger.after(function.__name__, args, before, given)
        # the stub's own; libraries raise subclasses of it (Arrow does)
        if type(error) is NotImplementedError:
            raise NotStarted(function.__name__) from error
        raise Raised(error, given) from error
    if ledger is not None and not calls.timed:
        ledger.after(function.__name__, args, before, given)
        ledger.came_back(function, function.__name__, before, result, given)
    for number, (was, now) in enumerate(zip(before, args) if ledger is None else ()):
        if was is not None and _differ(was, now):
            raise Wrong(
                f"{function.__name__} changed its argument {number + 1} in place",
                show(was),
                show(now),
                given,
            )
    calls.result = result
    return result


def _differ(was: np.ndarray, now: np.ndarray) -> bool:
    """Whether an array's bytes have changed: NaN equals itself here, and -0.0 is not 0.0."""
    if was.dtype != now.dtype or was.shape != now.shape:
        return True
    if was.flags.c_contiguous and now.flags.c_contiguous and was.dtype.kind in "biufcmM":
        return not np.array_equal(was.reshape(-1).view(np.uint8), now.reshape(-1).view(np.uint8))
    return was.tobytes() != now.tobytes()


def raises(kind: type[Exception], function, *args, naming: str = "") -> None:
    """The student's function must refuse this input with ``kind``, in a message that contains
    ``naming``."""
    wanted = kind.__name__ + (f" naming {naming!r}" if naming else "")
    try:
        got = run(function, *args)
    except Raised as raised:
        names = {parent.__name__ for parent in type(raised.error).__mro__}
        if kind.__name__ in names and naming in str(raised.error):
            return
        raise Wrong(
            f"{function.__name__} must refuse this input",
            wanted,
            f"{type(raised.error).__name__}: {raised.error}",
            raised.given,
        ) from None
    raise Wrong(
        f"{function.__name__} must refuse this input",
        wanted,
        f"it returned {show(got)}",
        calls.text,
    )
