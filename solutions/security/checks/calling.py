"""Many small calls of a student's function at once: played in the student's process, judged here. A case whose outcome
is not the right one is called again by itself, so that the message is that of any other check."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from warehouse.checks import Wrong, in_notebook, raises, run, same, unwatched
from warehouse.checks import calls as called


def played(
    function: Callable, cases: Sequence[tuple], of: str | None = None, seed: int | None = None
) -> list[tuple]:
    """Of each case the result, or the names of the error and of its parents and its text; and what it has as ``of``.
    ``seed``: what the generators of random and numpy are given before each call.

    # driver: runs in the student's process
    """
    told = []
    for case in cases:
        if seed is not None:
            import random

            import numpy

            random.seed(seed)
            numpy.random.seed(seed)
        given = [type(one)(one) if type(one) in (list, dict) else one for one in case]
        try:
            told.append((function(*given), None, ""))
        except Exception as error:
            if type(error) is NotImplementedError:
                raise
            more = [] if of is None else [getattr(error, of, None)]
            more = [(*its,) if isinstance(its, tuple) else str(its) for its in more]
            told.append(
                (None, [one.__name__ for one in type(error).__mro__], str(error)[:2_000], *more)
            )
    return told


def outcomes(
    function: Callable, cases: Sequence[tuple], of: str | None = None, seed: int | None = None
) -> list[tuple]:
    """What ``played`` tells, of calls that no law looks at."""

    def many(about: str) -> object:
        return in_notebook(played, function, list(cases), of, seed, keeps=True)

    many.__name__ = function.__name__
    told = unwatched(many, f"{len(cases)} cases, one after the other")
    if type(told) is not list or len(told) != len(cases):
        raise Wrong("what came back is no data", "data", type(told).__name__, called.calls.text)
    return told


def expect_each(
    function: Callable, cases: Sequence[tuple], right: Sequence[object], what: str
) -> None:
    """Each case gives what is right."""
    for case, due, (got, errors, _) in zip(cases, right, outcomes(function, cases)):
        try:
            if errors is None:
                same(got, due, what)
                continue
        except Wrong as wrong:
            same(run(function, *case), due, what)
            raise wrong from None
        same(run(function, *case), due, what)
        raise Wrong(f"{what}: the same call fails at one time and not at another", "one", "both")


def expect_each_refused(
    kind: type[Exception], function: Callable, cases: Sequence[tuple], naming: Sequence[str] = ()
) -> None:
    """Each case is refused with ``kind``; ``naming``: what each message contains."""
    words = naming or [""] * len(cases)
    for case, word, (_, errors, text) in zip(cases, words, outcomes(function, cases)):
        if errors is None or kind.__name__ not in errors or word not in text:
            raises(kind, function, *case, naming=word)
            raise Wrong("the same call is refused at one time and not at another", "one", "both")
