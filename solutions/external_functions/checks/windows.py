"""Exercise 6: limits, and how a window follows them. What is to come stays in this process."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from warehouse.checks import Wrong, at_most, run, same
from warehouse.checks import calls as called
from warehouse.checks.showing import show
from warehouse.external_functions.rounds import Round, fewest, play, throttled_share

SLOWER, THROTTLED = 1.5, 0.1
MOST = 100


class Case(NamedTuple):
    """``limits``: of each round, the last one from there on. ``length``: rounds of a window that knows them."""

    limits: list[int]
    length: int
    most: int = MOST

    @property
    def calls(self) -> int:
        """So many are served in ``length`` rounds by a window that knows every limit."""
        limits = (self.limits + [self.limits[-1]] * self.length)[: self.length]
        return sum(min(limit, self.most) for limit in limits)


def asked(make: Callable, case: Case) -> Callable[[int, int], int]:
    """``next`` of a new window, whose answers are looked at."""
    window, name = run(make, case.most), make.__name__

    def next_size(succeeded: int, throttled: int) -> int:
        size = run(window.next, succeeded, throttled)
        called.calls.text = f"{name}({case.most}): next({succeeded}, {throttled})"
        if type(size) is not int and not isinstance(size, np.integer):
            got = f"{type(size).__name__} {show(size)}"
            raise Wrong(
                "a size is a whole number", f"from 1 to {case.most}", got, called.calls.text
            )
        if not 1 <= size <= case.most:
            raise Wrong(
                "a size out of range", f"from 1 to {case.most}", show(size), called.calls.text
            )
        return int(size)

    return next_size


def expect(make: Callable, case: Case) -> list[Round]:
    """Not many more rounds than one needs who knows every limit, and few calls that are throttled."""
    known = [min(limit, case.most) for limit in case.limits]
    least = fewest(known, case.calls)
    rounds = play(asked(make, case), case.limits, case.calls, most=int(SLOWER * least) + 1)
    called.calls.text = told(case, rounds)
    at_most(throttled_share(rounds), THROTTLED, "throttled calls, as a share of all calls made")
    served = sum(one.sent - one.throttled for one in rounds)
    if served < case.calls or len(rounds) > SLOWER * least:
        raise Wrong(f"{case.calls} calls take too many rounds", f"at most {SLOWER * least:g} rounds",
                    f"{served} served after {len(rounds)}", called.calls.text)  # fmt: skip
    return rounds


def told(case: Case, rounds: list[Round]) -> str:
    """Limits and sizes, as far as they fit."""
    steps = []
    for number, limit in enumerate(case.limits):
        if not number or limit != case.limits[number - 1]:
            steps.append(f"{limit} from round {number + 1} on")
    sizes = ", ".join(str(one.size) for one in rounds[:60])
    return f"Window({case.most}), limit {'; '.join(steps)}. Its sizes: {sizes}{' ...' if len(rounds) > 60 else ''}"


def steady(rng: np.random.Generator) -> Case:
    return Case([int(rng.integers(30, 45))], 150)


def dip(rng: np.random.Generator) -> Case:
    high, low, again = (int(rng.integers(*ends)) for ends in ((18, 26), (6, 9), (18, 26)))
    return Case([high] * 60 + [low] * 60 + [again], 180)


def rise(rng: np.random.Generator) -> Case:
    return Case([int(rng.integers(8, 12))] * 40 + [int(rng.integers(40, 60))], 160)


def outage(rng: np.random.Generator) -> Case:
    limit, gone = int(rng.integers(18, 26)), int(rng.integers(6, 10))
    return Case([limit] * 40 + [0] * gone + [limit], 110 + gone)


def above(most: int) -> Case:
    """A limit far above what the window may have."""
    return Case([400], 60, most)


def expect_apart(make: Callable, rng: np.random.Generator) -> None:
    """Two windows in turn, one of which is throttled all the time; the other one goes on as it would alone."""
    case = Case([int(rng.integers(18, 26))], 30)
    alone = [one.size for one in play(asked(make, case), case.limits, 10**6, most=30)]
    other, sizes = asked(make, case), []
    other(0, 0)
    mine = asked(make, case)

    def in_turn(succeeded: int, throttled: int) -> int:
        size = mine(succeeded, throttled)
        other(0, 1 + len(sizes) % 5)
        sizes.append(size)
        return size

    play(in_turn, case.limits, 10**6, most=30)
    called.calls.text = f"Window({MOST}) and another one that is always throttled, asked in turn"
    same(sizes, alone, "the sizes of the first one, as they are without the other one")
