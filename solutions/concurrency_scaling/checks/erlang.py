"""Exercise 4: Erlang's C in exact fractions, and slots by a search over them."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import numpy as np

from solutions.concurrency_scaling.checks.numbers import same_number
from warehouse.checks import kept, run_each, same

Case = tuple


@cache
def exact_c(slots: int, load: float) -> Fraction:
    """The closed form of the task, whose terms are integers over one power of two: a load is a float."""
    if load >= slots:
        return Fraction(1)
    if load == 0:
        return Fraction(0)
    load = Fraction(load)
    below, term = Fraction(0), Fraction(1)
    for count in range(slots):
        below += term
        term = term * load / (count + 1)
    above = term * slots / (slots - load)
    return above / (below + above)


def mean_wait(slots: int, rate: float, seconds: float) -> float:
    """Seconds; infinite where the load is no less than the slots."""
    load = rate * seconds
    if load >= slots:
        return float("inf")
    return float(exact_c(slots, load)) * seconds / (slots - load)


def search(rate: float, seconds: float, longest: float) -> int:
    """One slot after the other, from 1."""
    slots = 1
    while mean_wait(slots, rate, seconds) > longest:
        slots += 1
    return slots


def rounded(load: float) -> float:
    """To sixteenths, so that its powers are small fractions."""
    return round(load * 16) / 16


def small(rng: np.random.Generator) -> list[Case]:
    return [
        (slots, rounded(slots * share))
        for slots in (1, 2, 3, 5, 8, 13, 30)
        for share in [0.3, 0.9, *rng.uniform(0.1, 0.99, 3).tolist()]
        if rounded(slots * share) < slots
    ]


def neighbours() -> list[Case]:
    """Loads that begin alike; hardly any load, and hardly less than there are slots."""
    alike = [(3, 2.1234561), (3, 2.1234564), (3, 2.12345612), (2, 1.0000001), (2, 1.0000002)]
    little = [(1, 2.0**-20), (2, 2.0**-12)]
    return alike + little + [(1, 1 - 2.0**-20), (3, 3 - 2.0**-20), (30, 30 - 2.0**-16)]


def large(rng: np.random.Generator) -> list[Case]:
    draws = rng.integers(5, 25, 2).tolist()
    return [(170, 160.0), (171, 160.0), (200, 199.0), *((500, 500.0 - less) for less in draws)]


def borders() -> list[Case]:
    """Loads of nothing, of as many as there are slots, and above that."""
    made = [(slots, 0.0) for slots in (1, 2, 40)]
    made += [(slots, float(slots)) for slots in (1, 2, 40, 500)]
    made += [(slots, slots + more) for slots in (1, 3, 40) for more in (0.5, 1.0, 1e6)]
    return made


def wanted(rng: np.random.Generator) -> list[Case]:
    """(rate, seconds, longest): loads of up to some thirty slots."""
    made = [
        (1.0, 4.0, 1.0),
        (2.0, 4.0, 0.25),
        (10.0, 4.0, 2.0),
        (0.5, 8.0, 9e9),
        (0.1875, 4.0, 60.0),
        # one load, and a long wait after a short one
        (2.0, 8.0, 1e-6),
        (2.0, 8.0, 32.0),
        # one load of queries of other lengths
        (4.0, 4.0, 0.75),
        (16.0, 1.0, 0.75),
        (0.25, 64.0, 0.75),
    ]
    while len(made) < 30:
        seconds = float(rng.choice([0.25, 1.0, 4.0, 60.0]))
        # also loads that are whole, where a slot more than the load is the least
        load = float(rng.integers(1, 17)) / float(rng.choice([1, 2, 4])) * float(rng.choice([1, 2]))
        longest = seconds * float(np.exp(rng.normal(-1.5, 1.5)))
        if settled(load / seconds, seconds, longest):
            made.append((load / seconds, seconds, longest))
    return made


def settled(rate: float, seconds: float, longest: float) -> bool:
    """Whether the bar is not within a millionth of the mean wait of the slots found or one fewer."""
    slots = search(rate, seconds, longest)
    near = [mean_wait(count, rate, seconds) for count in (slots - 1, slots) if count]
    return all(abs(wait - longest) > 2e-6 * longest for wait in near)


def far() -> list[Case]:
    """Hardly anybody comes, or very many do."""
    return [
        (100.0, 4.0, 0.5),
        (0.0, 4.0, 1.0),
        (0.0, 1e-3, 1e-9),
        (1e-6, 1.0, 1.0),
        (0.125, 1.0, 50.0),
        # so few that they seem to be none
        (1e-10, 1.0, 1e-12),
        (1e-14, 4.0, 1e-30),
        # more slots than twice the load and ten, and than 500
        (0.01, 1.0, 1e-30),
        (450.0, 1.0, 5e-5),
    ]


ODD = (float("inf"), float("nan"))


def refused_c() -> list[tuple[Case, str]]:
    made = [((slots, 0.5), str(slots)) for slots in (0, -2)] + [((0, 0.0), "0"), ((-7, 9.5), "-7")]
    return made + [((5, load), str(load)) for load in (-0.5, *ODD, float("-inf"))]


def refused_for() -> list[tuple[Case, str]]:
    made = [((rate, 4.0, 1.0), str(rate)) for rate in (-0.25, *ODD)]
    for bad in (0.0, -1.5, *ODD):
        made += [((1.0, bad, 1.0), str(bad)), ((1.0, 4.0, bad), str(bad))]
        made += [((0.0, bad, 1.0), str(bad)), ((0.0, 4.0, bad), str(bad))]
    return made


def expect_c(erlang_c, made: list[Case]) -> None:
    due = kept(lambda: [float(exact_c(*one)) for one in made], f"erlang_c {made}")
    for right, (_, got) in zip(due, run_each(erlang_c, made)):
        same_number(got, right, "the probability to wait", absolute=1e-9)


def expect_slots(slots_for, made: list[Case]) -> None:
    due = kept(lambda: [search(*one) for one in made], f"slots_for {made}")
    for right, (_, got) in zip(due, run_each(slots_for, made)):
        same(got, right, "the number of slots")
