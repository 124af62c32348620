"""Exercise 3: queries, and their waits found by looking at every slot."""

from __future__ import annotations

import numpy as np

from solutions.concurrency_scaling.checks.numbers import same_numbers
from warehouse.checks import in_notebook, run_each, unwatched
from warehouse.concurrency_scaling.records import Query

Case = tuple[list[Query], int]
MILLIONTH = 1e-6


def oracle(queries: list[Query], slots: int) -> list[float]:
    """Of each slot the time at which it becomes free; each query in turn takes the one that is free first."""
    order = np.lexsort((range(len(queries)), [query.arrival for query in queries]))
    free = np.full(min(slots, len(queries) + 1), -np.inf)
    waited = np.zeros(len(queries))
    for number in order.tolist():
        slot = int(free.argmin())
        begins = max(queries[number].arrival, float(free[slot]))
        free[slot] = begins + queries[number].seconds
        waited[number] = begins - queries[number].arrival
    return waited.tolist()


def case(
    rng: np.random.Generator,
    count: int,
    slots: int,
    load: float,
    shuffled: bool = False,
    together: bool = False,
    begin: float = 0.0,
) -> Case:
    """So many queries that keep ``load`` of the slots busy. Seconds are quarters, so that ends meet arrivals.
    ``together``: whether several arrive at each time; ``shuffled``: whether the list has another order."""
    # never alike, so that a slot too many or a query put off changes a wait
    seconds = rng.integers(1, 24, count) / 4
    gaps = rng.exponential(float(seconds.mean()) / (load * slots), count)
    arrivals = begin + np.round(np.cumsum(gaps) * 4) / 4
    apart = arrivals + np.arange(count) / 4  # no two at one time
    arrivals = begin + np.floor((arrivals - begin) / 3) * 3 if together else apart
    queries = [Query(*both) for both in zip(arrivals.tolist(), seconds.tolist())]
    if shuffled:
        queries = [queries[place] for place in rng.permutation(count).tolist()]
    return queries, slots


def cases(rng: np.random.Generator, slots: tuple = (1, 2, 3, 5, 12), **kind) -> list[Case]:
    """From few queries to many."""
    return [
        case(rng, 3 + 2 * at + many // 2, many, load, **kind)
        for at in range(7)
        for many in slots
        for load in (0.8, 3.0)
    ]


def alike(made: list[Case]) -> list[Case]:
    """The same with queries of 3 s all, so that of those that come together only their places tell."""
    return [([one._replace(seconds=3.0) for one in queries], slots) for queries, slots in made]


def long(rng: np.random.Generator) -> list[Case]:
    """Two thousand queries, of times that are no quarters; and eleven hundred slots that are all taken."""
    arrivals = np.cumsum(rng.exponential(0.5, 2_000))
    seconds = rng.exponential(4.0, 2_000)
    queries = [Query(*both) for both in zip(arrivals.tolist(), seconds.tolist())]
    return [(queries, 8), wide()]


def wide() -> Case:
    """More than a thousand that come in one second, no two of a length, and some behind them."""
    first = [Query(at / 2048, 700.0 - at / 2) for at in range(1_100)]
    return first + [Query(1.0 + at / 2048, 1.0 + at % 7) for at in range(300)], 1_100


def crowd() -> list[Case]:
    """Sixty that come at five times, in no order of these: sorts that swap equals swap some, on any processor."""
    queries = [Query(float(7 * at % 5), 0.25 + at / 8) for at in range(60)]
    return [(queries, 1), (queries, 3)]


def turned() -> list[Case]:
    """The same queries in another order: another list of waits."""
    queries = [Query(2.0, 3.0), Query(0.0, 4.0), Query(1.0, 2.5), Query(1.5, 0.5)]
    return [(queries, 1), (queries[::-1], 1), (queries[1:] + queries[:1], 1)]


def long_ago() -> list[Case]:
    """So far below 0 that no clock begins there."""
    return [([Query(at - 2.0**30, 1.5) for at in (0.0, 1.0, 1.0, 7.0, 7.25)], 1)]


def edges(rng: np.random.Generator) -> list[Case]:
    """Nobody; one; fewer than slots; queries of no time, alone and among others."""
    nothing = [Query(float(at // 2), 0.0) for at in range(6)]
    some = [Query(0.0, 2.0), Query(1.0, 0.0), Query(1.5, 0.0), Query(1.75, 3.0), Query(2.0, 1.0)]
    mixed = [
        Query(float(at) / 2, float(rng.integers(0, 2)) * float(rng.integers(0, 5)))
        for at in range(30)
    ]
    return [
        ([], 1),
        ([], 5),
        ([Query(3.5, 2.0)], 1),
        ([Query(3.5, 2.0), Query(3.75, 2.0)], 10**6),
        ([Query(0.0, 10.0)] * 3, 3),
        ([Query(2.0, 4.0)] * 4, 1),
        (nothing, 1),
        (some, 1),
        (mixed, 1),
        (mixed, 2),
    ]


def refused() -> list[tuple[Case, str]]:
    """(arguments, what the message holds)."""
    good = [Query(0.0, 1.0), Query(1.0, 2.0)]
    made = [((some, slots), str(slots)) for slots in (0, -3) for some in ([], good)]
    for seconds in (-0.5, float("inf"), float("nan")):
        bad = Query(2.0, seconds)
        made += [(([*good, bad], 2), str(seconds)), (([bad, *good], 7), str(seconds))]
    return made


def asked_again(waits, cases: list) -> list[tuple]:
    """What comes of each list, and what comes of the same list once another query stands in it; queries as pairs.

    # driver: runs in the student's process
    """
    told = []
    for queries, other, slots in cases:
        mine = list(queries)
        first = list(waits(mine, slots))
        mine[other[0]] = other[1]
        told.append((first, list(waits(mine, slots))))
    return told


def expect_anew(waits, rng: np.random.Generator) -> None:
    """A list that its owner has changed since the last call is another list."""
    made = []
    for queries, slots in cases(rng, (1, 2))[::3]:
        place = int(rng.integers(len(queries)))
        changed = queries[place]._replace(seconds=queries[place].seconds + 30.0)
        made.append((queries, (place, changed), slots))

    def asked(about: str) -> list:
        return in_notebook(asked_again, waits, made, keeps=True)

    asked.__name__ = waits.__name__
    told = unwatched(
        asked, f"{len(made)} lists, each asked for again once one query of it was changed"
    )
    for (queries, (place, changed), slots), (_, again) in zip(made, told):
        now = [*queries[:place], changed, *queries[place + 1 :]]
        same_numbers(again, oracle(now, slots), "the waits after a query was changed", MILLIONTH)


def expect_waits(waits, made: list[Case]) -> None:
    due = [oracle(*one) for one in made]
    for right, (_, got) in zip(due, run_each(waits, made)):
        same_numbers(got, right, "the waits in seconds", MILLIONTH)
