"""Exercise 3: attempts, and the pauses that they lead to."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import numpy as np

from warehouse.checks import Wrong, run, same
from warehouse.checks import calls as called
from warehouse.checks.outcomes import Raised
from warehouse.checks.showing import show

#: A pause may be off by this share of itself.
NEAR = 1e-9


class Case(NamedTuple):
    attempt: int
    base: float
    most: float
    says: float  # what chance says


def due(case: Case) -> float:
    """The pause, in fractions."""
    longest, most = Fraction(case.base), Fraction(case.most)
    for _ in range(case.attempt - 1):
        if longest > most:
            break
        longest += longest
    return float(Fraction(case.says) * min(longest, most))


def expect(backoff: Callable, cases: list[Case]) -> None:
    for case in cases:

        def chance(says: float = case.says) -> float:
            return says

        got, right = run(backoff, *case[:3], chance), due(case)
        called.calls.text = f"backoff{(*case[:3],)}, where chance says {case.says}"
        if type(got) not in (float, np.float64):
            raise Wrong(
                "a pause is a float",
                repr(right),
                f"{type(got).__name__} {show(got)}",
                called.calls.text,
            )
        if not abs(got - right) <= NEAR * right:
            raise Wrong("the pause in seconds", repr(right), repr(got), called.calls.text)


SAYS = (0.0, 0.25, 0.5, 0.75, 1 - 2**-53)
#: Where the draw is not what is looked at: a pause is as long as it may be, to a billionth part.
ALMOST = 1 - 2**-53


def early(rng: np.random.Generator) -> list[Case]:
    """Attempts whose bound lies below the most; and draws at the most, too."""
    cases = [Case(attempt, 0.5, 10_000, 0.5) for attempt in range(1, 13)]
    cases += [Case(attempt, 1, 64, says) for attempt in (1, 2, 5, 7) for says in SAYS]
    cases += [Case(attempt, 0.5, 3, says) for attempt in (4, 5, 9, 20) for says in SAYS]
    for _ in range(30):
        attempt, base = int(rng.integers(1, 12)), float(np.round(rng.random() * 2 + 1e-3, 4))
        cases.append(Case(attempt, base, base * 5_000, float(rng.random())))
    return cases


def bounded(rng: np.random.Generator) -> list[Case]:
    """Attempts at which the most is reached, before, at and beyond a power of two; a most below the base."""
    cases = [Case(attempt, 0.5, 3, ALMOST) for attempt in range(3, 9)]
    cases += [
        Case(attempt, 1.0, most, ALMOST) for attempt in (3, 4, 5, 6) for most in (7.9, 8.0, 8.1)
    ]
    cases += [
        Case(attempt, 5.0, most, ALMOST) for attempt in (1, 2, 9) for most in (0.25, 4.9, 5.0, 3)
    ]
    for _ in range(20):
        attempt, base = int(rng.integers(4, 40)), float(rng.random() + 0.5)
        cases.append(Case(attempt, base, base * float(rng.integers(1, 8)), ALMOST))
    return cases


def thousands(rng: np.random.Generator) -> list[Case]:
    some = (
        64,
        65,
        1_000,
        1_023,
        1_024,
        1_025,
        1_100,
        5_000,
        100_000,
        int(rng.integers(2_000, 90_000)),
    )
    cases = [
        Case(attempt, base, 20.0, chance)
        for attempt in some
        for base, chance in ((0.1, ALMOST), (1, 0.25), (30.0, ALMOST))
    ]
    # bounds that are still growing after dozens of doublings
    few = (31, 32, 33, 50, 51, 52, 64, 65, 66, 70, 71)
    cases += [Case(attempt, 1e-12, 1e9, ALMOST) for attempt in few]
    return cases


def any_order(rng: np.random.Generator) -> list[Case]:
    attempts = [1, 1, 3, 1, 2, 2, 1, 6, 5, 4, *map(int, rng.integers(1, 8, 12))]
    return [Case(attempt, 0.25, 1_000.0, ALMOST) for attempt in attempts]


def expect_asked_once(backoff: Callable) -> None:
    """How often chance was asked after each call."""
    asked: list[int] = []

    def chance() -> float:
        asked.append(1)
        return 0.5

    for number, attempt in enumerate((1, 2, 3, 7, 1, 900, 1_100, 90_000), 1):
        run(backoff, attempt, 1.0, 16.0, chance)
        called.calls.text = f"the call number {number}: backoff({attempt}, 1.0, 16.0, chance)"
        same(len(asked), number, "how often chance was asked by now")


def expect_refused(backoff: Callable) -> None:
    """What is below the least: ValueError that names it, and chance is not asked."""
    asked: list[int] = []

    def chance() -> float:
        asked.append(1)
        return 0.5

    for attempt, base, most, wrong in (
        (0, 0.5, 3, 0), (-1, 0.5, 3, -1), (-77, 0.5, 3, -77), (1, 0, 3, 0), (2, -0.25, 3, -0.25),
        (1, 0.5, 0, 0), (3, 0.5, -9, -9), (40, 0.0, 3, 0.0), (1, 0.5, 0.0, 0.0),
    ):  # fmt: skip
        given = f"backoff({attempt}, {base}, {most}, chance)"
        try:
            got = run(backoff, attempt, base, most, chance)
        except Raised as raised:
            names = {kind.__name__ for kind in type(raised.error).__mro__}
            if "ValueError" not in names or str(wrong) not in str(raised.error):
                error = f"{type(raised.error).__name__}: {raised.error}"
                what = "this input must be refused"
                raise Wrong(what, f"ValueError naming {wrong}", error, given) from None
        else:
            raise Wrong(
                "this input must be refused", f"ValueError naming {wrong}", show(got), given
            )
        called.calls.text = given
        same(len(asked), 0, "how often chance was asked")
