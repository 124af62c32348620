"""Calling the student's code from a test cell: what a call returns, and every way in which it can
fail to."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import numpy as np

from warehouse.checks import host, laws
from warehouse.checks.outcomes import NotStarted, Raised, Wrong
from warehouse.checks.showing import calls, says, show
from warehouse.errors import CourseError

#: What is watched for the exercise whose checks run, where it has laws.
ledger: laws.Ledger | None = None

#: Calls that are sent across at once, in a grader of two processes: the trip of some 30 µs is half
#: a microsecond a call then.
_TOGETHER = 64


def in_notebook(function: Callable, *args: object, keeps: bool = False) -> object:
    """``function(*args)``, where the student's code lives: here; in a grader of two processes, over
    there.

    For a driver that calls the student's code thousands of times. What it returns must be data.
    Over there it is in the student's hands, so it must not hold what is expected, and the judgement
    is made outside. ``keeps``: nothing that it is given or makes is to stay unknown to the student,
    so that their process can go on; otherwise a new one takes its place.
    """
    return host.current().run_in_notebook(function, args, keeps)


def run(function, *args):
    """Call the student's function and return what it returns.

    A stub becomes NotStarted, any other exception ``Raised`` with the input that led to it. An
    argument that the call changed in place is ``Wrong``: the caller's column is not the function's
    to write to.
    """
    return _judged(function, args, _copies(args), lambda: function(*args))


def unwatched(driver: Callable, *args: object) -> object:
    """``run(driver, *args)`` of the test's own driver, which is not a function of the student's: no
    law looks at the call."""
    global ledger
    held, ledger = ledger, None
    try:
        return run(driver, *args)
    finally:
        ledger = held


def run_each(function, cases: Iterable[tuple]) -> Iterator[tuple[tuple, object]]:
    """``(arguments, run(function, *arguments))`` of every case in turn. For many small calls: they
    go across together."""
    waiting = iter(cases)
    while some := list(itertools.islice(waiting, _TOGETHER)):
        copies = [_copies(args) for args in some]
        # what a time limit names, which may fall in any of them
        calls.begin(function.__name__, some[0], copies[0])
        outcomes = host.current().call_each(function, some)
        for at, args in enumerate(some):
            call = partial(_told, *outcomes[at]) if at < len(outcomes) else partial(function, *args)
            yield args, _judged(function, args, copies[at], call)


def _told(result: object, error: Exception | None) -> object:
    if error is not None:
        raise error
    return result


def _copies(args: tuple) -> list[tuple[object] | None]:
    """Arguments as they are before a call, each in a tuple; None for what is not looked at. All
    data where the exercise has laws, otherwise arrays."""
    if ledger is not None and not calls.timed:
        return ledger.before(args)
    looked_at = [type(a) is np.ndarray and a.nbytes <= laws.MOST_BYTES for a in args]
    return [(a.copy(),) if look and not calls.timed else None for a, look in zip(args, looked_at)]


def _judged(function, args: tuple, before: list, call: Callable[[], object]) -> object:
    given = calls.begin(function.__name__, args, before)
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
        raise Raised(error, str(given)) from error
    if ledger is not None and not calls.timed:
        ledger.after(function.__name__, args, before, given)
        ledger.came_back(function, function.__name__, before, result, given)
    for number, (was, now) in enumerate(zip(before, args) if ledger is None else ()):
        if was is not None and not laws.alike(was[0], now):
            raise Wrong(
                f"{function.__name__} changed its argument {number + 1} in place",
                show(was[0]),
                show(now),
                str(given),
            )
    calls.result = result
    return result


def raises(kind: type[Exception], function, *args, naming: str = "") -> None:
    """The student's function must refuse this input with ``kind``, in a message that contains
    ``naming``."""
    wanted = kind.__name__ + (f" naming {naming!r}" if naming else "")
    try:
        got = run(function, *args)
    except Raised as raised:
        names = {parent.__name__ for parent in type(raised.error).__mro__}
        if kind.__name__ in names and says(str(raised.error), naming):
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
