"""The cache beside its yardsticks."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence

import numpy as np

from solutions.managed_storage.checks.playing import note
from warehouse.checks import Wrong, at_least, in_notebook, kept, unwatched
from warehouse.managed_storage import caching

#: Numbers and texts that are no key to one who asks whether they are true, or takes one for another.
ODD_KEYS = (
    0,
    "",
    "0",
    1,
    "1",
    -1,
    "None",
    2**70,
    "two words",
    "\xe4",
    "a\u0308",
    "\ud800",
    -(2**63),
)
#: What the owner of a list that was returned puts into it.
OWNERS = "its owner's"
#: A cache whose hit rate counts is told so few reads in one message: what is in it the student's code
#: can find in the frames of its callers, before its turn comes.
TOGETHER = 4


def reads(make: type, traces: list[tuple[int, list]]) -> list[list]:
    """Of each (capacity, trace) what a new cache says at each read: lists, or a text of what is
    none.  # driver: runs in the student's process"""
    answers = []
    for capacity, trace in traces:
        cache = make(capacity)
        answers.append([_plain([cache.access(key)])[0] for key in trace])
    return answers


def reader(make: type, capacity: int) -> Callable[[list], list]:
    """A new cache, as a function that tells it some reads, and gives what it says at each as ``reads``
    does.  # driver: runs in the student's process"""
    cache = make(capacity)

    def read(keys: list) -> list[list | str]:
        return [_plain([cache.access(key)])[0] for key in keys]

    return read


def reads_of_two(make: type, capacities: list[int], trace: list, owners: str) -> list[list]:
    """What two caches say that are read in turn, each at each read: copies made at once, and the
    same lists at the end, to each of which its owner has added ``owners``.

    # driver: runs in the student's process
    """
    caches = [make(capacity) for capacity in capacities]
    said, then = [[], []], [[], []]
    for key in trace:
        for number, cache in enumerate(caches):
            said[number].append(cache.access(key))
            then[number].append(_plain(said[number][-1:])[0])
            if type(said[number][-1]) is list:
                said[number][-1].append(owners)
    return [*then, *map(_plain, said)]


def names_held(make: type, capacity: int, count: int) -> tuple[int, int]:
    """Of how many keys something is kept after so many, every other of which is read twice and every
    third once more when others came between, and when the cache is gone.

    # driver: runs in the student's process
    """
    keys = [f"blocks/{number}" for number in range(count)]
    before = sys.getrefcount(keys[0])
    cache = make(capacity)
    for at in range(count):
        for _ in range(1 + at % 2):
            cache.access(keys[at])
        if at % 3 == 0:
            cache.access(keys[max(0, at - 2 * capacity)])
    held = sum(sys.getrefcount(keys[at]) > before for at in range(count))
    cache.access(keys[0])  # it lives until here
    del cache
    for collect in (lambda: None, gc.collect):  # the second for a cache that holds itself
        collect()
        left = sum(sys.getrefcount(keys[at]) > before for at in range(count))
        if not left:
            break
    return held, left


def _plain(said: Sequence[object]) -> list[list | str]:
    return [list(one) if type(one) is list else repr(one)[:80] for one in said]


def hit_rates(make_cache: type, traces: list[tuple[int, list]]) -> list[float]:
    """The share of reads that the student's ``Cache(capacity)`` held already, of each trace. It may
    know them all: for traces in which the future is of no use."""

    def played(about: str) -> object:
        return _over_there(reads, make_cache, [(capacity, list(each)) for capacity, each in traces])

    played.__name__ = "Cache"
    told = unwatched(played, f"{len(traces)} traces, one after the other")
    return [
        caching.hit_rate(trace, said, capacity) for (capacity, trace), said in zip(traces, told)
    ]


def hit_rate(make_cache: type, trace: list, capacity: int) -> float:
    """As ``hit_rates``, of one trace, of which the cache is told ``TOGETHER`` reads at a time."""

    def played(about: str) -> list:
        read, said = _over_there(reader, make_cache, capacity), []
        for at in range(0, len(trace), TOGETHER):
            some = read(trace[at : at + TOGETHER])
            said += some if type(some) is list else [repr(some)[:80]]
        return said

    played.__name__ = "Cache"
    told = unwatched(played, f"a trace of {len(trace)} reads, capacity {capacity}")
    return caching.hit_rate(trace, told, capacity)


def _over_there(driver: Callable, *args: object) -> object:
    """``driver(*args)`` where the student's code lives, whom it tells nothing that counts."""
    return in_notebook(driver, *args, keeps=True)


def expect_apart(make_cache: type, trace: list, capacities: tuple[int, int]) -> None:
    """Two caches that are read in turn must both be right, and the lists that they gave must stay
    as they were. What is not so is for the laws' check."""
    one, other, one_later, other_later = _over_there(
        reads_of_two, make_cache, list(capacities), list(trace), OWNERS
    )
    given = f"Cache({capacities[0]}) and Cache({capacities[1]}), read in turn"
    for capacity, then, later in zip(capacities, (one, other), (one_later, other_later)):
        for at, (was, now) in enumerate(zip(then, later)):
            due = [*was, OWNERS] if type(was) is list else was
            if now != due:
                message = f"the list that read {at} gave, and its owner added to, changed later"
                note(message, str(due), str(now), given)
                break
        try:
            caching.hit_rate(trace, then, capacity)
        except Wrong as wrong:
            message = f"two caches at once: {wrong.message}"
            note(message, wrong.expected, wrong.got, f"{given}: {wrong.given}")


def expect_keys_told_apart(make_cache: type, rng: np.random.Generator) -> None:
    """Where all different keys fit, of whatever kind they are, each must be missed once."""
    again, traces = 180, []
    for kinds in ([""], [0, "0", "", 7], ODD_KEYS, range(20)):
        places = (*range(len(kinds)), *rng.integers(0, len(kinds), again))
        traces.append((len(kinds), [kinds[at] for at in places]))
    for rate, (_, trace) in zip(hit_rates(make_cache, traces), traces):
        at_least(rate, again / len(trace), "the hit rate")
    hit_rates(make_cache, [(6, [ODD_KEYS[at] for at in rng.integers(0, len(ODD_KEYS), 200)])])


def expect_few_names(make_cache: type, capacity: int, most: int) -> None:
    """After a long scan the cache may hold something of ``most`` keys."""

    def scan(count: int) -> object:
        return _over_there(names_held, make_cache, capacity, count)

    scan.__name__ = f"reads of Cache({capacity}), most of them of other blocks"
    held, left = unwatched(scan, 4 * most)
    if left:
        message = "a cache that is gone has left names behind, which the next one finds"
        note(message, "none", f"{left}", f"reads of {4 * most} blocks by Cache({capacity})")
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
