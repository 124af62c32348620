"""The cache beside its yardsticks."""

from __future__ import annotations

import sys
from collections.abc import Sequence

import numpy as np

from solutions.managed_storage.checks.playing import driven, note
from warehouse.checks import Wrong, in_notebook, kept
from warehouse.managed_storage import caching

#: Numbers and texts that are no key to one who asks whether they are true, or takes one for another.
ODD_KEYS = (0, "", "0", 1, "1", -1, "None", 2**70, "two words", "ä", -(2**63))


def reads(make: type, traces: list[tuple[int, list]]) -> list[list]:
    """Of each (capacity, trace) what a new cache says at each read: lists, or a text of what is
    none.  # driver: runs in the student's process"""
    answers = []
    for capacity, trace in traces:
        cache = make(capacity)
        answers.append([_plain([cache.access(key)])[0] for key in trace])
    return answers


def reads_of_two(make: type, capacities: list[int], trace: list) -> list[list]:
    """What two caches say that are read in turn, each at each read: copies made at once, and the
    same lists at the end.  # driver: runs in the student's process"""
    caches = [make(capacity) for capacity in capacities]
    said, then = [[], []], [[], []]
    for key in trace:
        for number, cache in enumerate(caches):
            said[number].append(cache.access(key))
            then[number].append(_plain(said[number][-1:])[0])
    return [*then, *map(_plain, said)]


def names_held(make: type, capacity: int, count: int) -> int:
    """Of how many keys something is kept after a scan of so many.

    # driver: runs in the student's process
    """
    keys = [f"blocks/{number}" for number in range(count)]
    before = sys.getrefcount(keys[0])
    cache = make(capacity)
    for at in range(count):
        cache.access(keys[at])
    held = sum(sys.getrefcount(keys[at]) > before for at in range(count))
    cache.access(keys[0])  # it lives until here
    return held


def _plain(said: Sequence[object]) -> list[list | str]:
    return [list(one) if type(one) is list else repr(one)[:80] for one in said]


def hit_rates(make_cache: type, traces: list[tuple[int, list]]) -> list[float]:
    """The share of reads that the student's ``Cache(capacity)`` held already, of each trace."""

    def played(about: str) -> object:
        return in_notebook(
            reads, make_cache, [(capacity, list(trace)) for capacity, trace in traces]
        )

    played.__name__ = "Cache"
    told = driven(played, f"{len(traces)} traces, one after the other")
    return [
        caching.hit_rate(trace, said, capacity) for (capacity, trace), said in zip(traces, told)
    ]


def hit_rate(make_cache: type, trace: list, capacity: int) -> float:
    """As ``hit_rates``, of one trace."""
    return hit_rates(make_cache, [(capacity, trace)])[0]


def expect_apart(make_cache: type, trace: list, capacities: tuple[int, int]) -> None:
    """Two caches that are read in turn must both be right, and the lists that they gave must stay
    as they were. What is not so is for the laws' check."""
    one, other, one_later, other_later = in_notebook(
        reads_of_two, make_cache, list(capacities), list(trace)
    )
    given = f"Cache({capacities[0]}) and Cache({capacities[1]}), read in turn"
    for capacity, then, later in zip(capacities, (one, other), (one_later, other_later)):
        try:
            caching.hit_rate(trace, then, capacity)
        except Wrong as wrong:
            message = f"two caches at once: {wrong.message}"
            note(message, wrong.expected, wrong.got, f"{given}: {wrong.given}")
        for at, (was, now) in enumerate(zip(then, later)):
            if was != now:
                message = f"the list that read {at} gave changed when the cache was read again"
                note(message, str(was), str(now), given)
                break


def expect_few_names(make_cache: type, capacity: int, most: int) -> None:
    """After a long scan the cache may hold something of ``most`` keys."""

    def scan(count: int) -> object:
        return in_notebook(names_held, make_cache, capacity, count)

    scan.__name__ = f"reads of Cache({capacity}), each of another block"
    held = driven(scan, 4 * most)
    if type(held) is not int or held > most:
        raise Wrong("the cache remembers too many names", f"at most {most}", str(held))


def small_traces(rng: np.random.Generator) -> list[tuple[int, list]]:
    """(capacity, trace), short ones first."""
    return [
        (capacity, rng.integers(0, 2 * capacity + 1, length).tolist())
        for length in (3, 6, 12, 24, 300)
        for capacity in (1, 2, 3, 7, 20)
    ]


def renamed(rng: np.random.Generator, trace: list[int], texts: bool = False) -> list:
    """The trace with other keys: what is scanned cannot be told by its name."""
    keys = sorted(set(trace))
    if texts:
        names = [f"blocks/{number:08x}" for number in rng.permutation(len(keys)).tolist()]
    else:
        names = rng.permutation(np.arange(-5, len(keys) - 5) * 7**18).tolist()
    new = dict(zip(keys, names))
    return [new[key] for key in trace]


def yardsticks(name: str, trace: list, capacity: int) -> tuple[float, float]:
    """Hit rates of LRU and of Belady's optimum on a trace. ``name``: the trace's, under which both
    are kept."""

    def compute() -> tuple[float, float]:
        lru = caching.evictions(caching.LRU, capacity, trace)
        return caching.hit_rate(trace, lru, capacity), caching.optimum(trace, capacity)

    return kept(compute, "cache, LRU and optimum", name)
