"""Exercise 6: lags, and judges of who reads what."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from warehouse.checks import Wrong, at_most, in_notebook, run, run_each, same, unwatched
from warehouse.checks.games import note
from warehouse.checks.showing import show
from warehouse.streaming import lags as lags_of

#: What the bars of the task are.
OF_BEST, OF_BOUND = 4 / 3, 1.2
SMALL = 9  # partitions up to which the best is looked for


def shape(lags: dict[int, int], slices: int, got: object) -> list[list[int]]:
    """``got`` if it gives every partition to one slice, a list each. Raises ``Wrong``."""
    given = f"assign({lags}, {slices})" if len(lags) < 50 else f"{len(lags)} partitions"
    if type(got) is not list or any(type(mine) is not list for mine in got):
        raise Wrong("an assignment is a list of lists", "[[...], ...]", repr(got)[:200], given)
    if len(got) != slices:
        raise Wrong("one list for each slice", f"{slices} lists", f"{len(got)} lists", given)
    got = [[one.item() if isinstance(one, np.integer) else one for one in mine] for mine in got]
    flat = [partition for mine in got for partition in mine]
    if any(type(partition) is not int for partition in flat):
        raise Wrong("partitions are whole numbers", "int", repr(got)[:200], given)
    if sorted(flat) != sorted(lags):
        raise Wrong("every partition is with exactly one slice", str(sorted(lags))[:200],
                    str(sorted(flat))[:200], given)  # fmt: skip
    return got


def all_kinds(rng: np.random.Generator) -> list[tuple[dict[int, int], int]]:
    """Lags of many kinds: none, one, idle ones, fewer partitions than slices, numbers with holes, huge."""
    kinds = [
        ({}, 3),
        ({}, 1),
        ({4: 0}, 1),
        ({4: 9}, 3),
        ({0: 0, 1: 0, 2: 0}, 2),
        ({9: 5, 2: 5, 7: 1}, 5),
        ({n: 10**15 + n for n in range(6)}, 4),
        ({n: int(n == 3) for n in range(8)}, 3),
    ]
    for _ in range(24):
        numbers = rng.choice(200, int(rng.integers(1, 30)), replace=False)
        lags = rng.integers(0, 5_000, len(numbers)) * (rng.random(len(numbers)) < 0.7)
        kinds.append((dict(zip(numbers.tolist(), lags.tolist())), int(rng.integers(1, 12))))
    return kinds


def expect_every(assign: Callable, cases: list[tuple]) -> None:
    for (lags, slices), got in run_each(assign, cases):
        for mine in shape(lags, slices, got):
            same(mine, sorted(mine), f"what a slice reads, of {lags},")


def best(lags: dict[int, int], slices: int) -> int:
    """The least that the busiest slice can have, by trying all assignments (slices are alike)."""
    given = sorted(lags.values(), reverse=True)

    @cache
    def least(at: int, loads: tuple[int, ...]) -> int:
        if at == len(given):
            return loads[-1]
        found = []
        for place, load in enumerate(loads):
            if not place or load != loads[place - 1]:
                more = sorted((*loads[:place], load + given[at], *loads[place + 1 :]))
                found.append(least(at + 1, tuple(more)))
        return min(found)

    return least(0, (0,) * slices)


def small(rng: np.random.Generator) -> list[tuple[dict[int, int], int]]:
    """Cases for which the best can be found, some of them hard for who takes partitions as they come."""
    made = [
        ({0: 1, 1: 1, 2: 1, 3: 1, 4: 4}, 2),
        ({0: 2, 1: 2, 2: 2, 3: 2, 4: 2, 5: 2, 6: 6}, 3),
        ({0: 3, 1: 3, 2: 2, 3: 2, 4: 2}, 2),
        ({5: 100}, 4),
    ]
    # where two long ones are together no move of one to another slice helps any more
    for one, other in ((0, 3), (0, 1), (1, 4), (7, 8)):
        lags = {number: 30 if number in (one, other) else 10 for number in range(9)}
        made.append(({**lags, (other + 3) % 9: 0}, 3))
    # sums beyond 64 bits of lags that fit them
    made += [({n: 2**62 + n for n in range(7)}, 2), ({n: 2**63 - 1 - n for n in range(9)}, 4)]
    for _ in range(20):
        count, slices = int(rng.integers(3, SMALL + 1)), int(rng.integers(2, 5))
        lags = np.sort(rng.integers(1, 40, count))  # growing: the worst order to take them in
        made.append((dict(enumerate(lags.tolist())), slices))
    return made


def expect_near_best(assign: Callable, rng: np.random.Generator) -> None:
    for (lags, slices), got in run_each(assign, small(rng)):
        most = lags_of.busiest(lags, shape(lags, slices, got))
        limit = OF_BEST * best(lags, slices) + 1e-9
        at_most(most, limit, f"the busiest of {slices} slices, with lags {lags},", "records")


def expect_balanced(assign: Callable, rng: np.random.Generator) -> None:
    cases = [(lags_of.drawn(rng), 8) for _ in range(20)]
    for (lags, slices), got in run_each(assign, cases):
        most = lags_of.busiest(lags, shape(lags, slices, got))
        limit = OF_BOUND * lags_of.lower_bound(lags, slices)
        at_most(most, limit, f"the busiest of {slices} slices, with lags {lags},", "records")


def expect_even(assign: Callable) -> None:
    """All lags the same, 0 too."""
    cases = [
        ({number * 3: lag for number in range(count)}, slices)
        for lag in (0, 1, 700)
        for count, slices in ((1, 3), (7, 3), (12, 4), (5, 5), (20, 6))
    ]
    for (lags, slices), got in run_each(assign, cases):
        counts = sorted(len(mine) for mine in shape(lags, slices, got))
        if counts[-1] - counts[0] > 1:
            raise Wrong("equal lags: numbers of partitions differ by more than one",
                        "at most 1", str(counts), f"assign({lags}, {slices})")  # fmt: skip


def expect_same_everywhere(assign: Callable, rng: np.random.Generator) -> None:
    """The same lags, in another order of the dict: many of them alike, idle ones among others, all alike."""
    cases = []
    for count, slices in ((5, 2), (9, 4), (24, 5), (40, 8)):
        lags = dict(enumerate(rng.integers(0, 4, count).tolist()))
        turned = [rng.permutation(count).tolist() for _ in range(3)]
        cases += [(lags, slices), *(({one: lags[one] for one in them}, slices) for them in turned)]
    for lag, idle, slices in ((9, 0, 4), (0, 0, 4), (6, 2, 3), (5, 5, 3)):
        lags = {number: lag if number == 3 else idle for number in range(8)}
        turned = {number: lags[number] for number in (6, 2, 7, 3, 0, 5, 1, 4)}
        cases += [(lags, slices), (turned, slices)]
    first: dict = {}
    for (lags, slices), got in run_each(assign, cases):
        found = shape(lags, slices, got)
        key = slices, tuple(sorted(lags.items()))
        same(found, first.setdefault(key, found), "the assignment")


def shared(assign: Callable, cases: list[tuple]) -> list[bool]:
    """Of each case whether another of the lists that came back changes when one is changed.

    # driver: runs in the student's process
    """
    told = []
    for lags, slices in cases:
        got = assign(dict(lags), slices)
        lists = got if type(got) is list and all(type(mine) is list for mine in got) else []
        lengths = [len(mine) for mine in lists]
        for mine in lists:
            mine.append(-1)
        told.append([len(mine) - 1 for mine in lists] != lengths)
    return told


def watch_lists(assign: Callable) -> None:
    """Two slices that are given one list are noted for the laws' check."""
    cases = [({4: 9}, 3), ({}, 2), ({0: 0, 1: 5, 2: 7}, 6)]

    def asked(about: str) -> list:
        return in_notebook(shared, assign, cases, keeps=True)

    asked.__name__ = assign.__name__
    for case, is_shared in zip(cases, unwatched(asked, f"{len(cases)} assignments")):
        if is_shared:
            note("two slices were given one and the same list", "a list for each", "one for both",
                 f"assign{show(case)}")  # fmt: skip


def expect_many(assign: Callable, rng: np.random.Generator) -> None:
    lags = dict(enumerate(rng.integers(0, 100_000, 3_000).tolist()))
    shape(lags, 1_000, run(assign, lags, 1_000))
