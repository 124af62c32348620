"""Traces of block reads, and what an eviction policy makes of them: judged from what it evicts, not
from what it says.

A policy is an object with ``access(key) -> list of keys that leave the cache``. Belady's offline
optimum, which knows the future, and LRU are here to compare with.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from warehouse.checks.outcomes import Wrong


def polluted_trace(
    rng: np.random.Generator, hot: int = 80, rounds: int = 60, reads: int = 90, scan: int = 160
) -> list[int]:
    """Dashboards that read the same ``hot`` blocks over and over, some more than others, and
    between them one-off scans of ``scan`` blocks that nobody reads again. Keys are whole numbers;
    those of scans are large."""
    weights = 1 / np.arange(1, hot + 1) ** 0.6
    trace: list[int] = []
    for number in range(rounds):
        trace += rng.choice(hot, reads, p=weights / weights.sum()).tolist()
        trace += range(10_000 + number * scan, 10_000 + (number + 1) * scan)
    return trace


def moving_trace(
    rng: np.random.Generator, blocks: int = 24, length: int = 1_600, every: int = 20
) -> list[int]:
    """``length`` reads of ``blocks`` blocks, any of them as often as another, of which after every
    ``every`` reads the oldest gives way to a new one. Keys are whole numbers."""
    return [
        at // every + value for at, value in enumerate(rng.integers(0, blocks, length).tolist())
    ]


def evictions(make: Callable[[int], object], capacity: int, trace: Sequence[int]) -> list[object]:
    """What the policy says at each access of the trace: a list of keys, or, where it gives nothing
    that could be one, a text of what it gave. The policy could find the whole trace in the frames of
    its callers: for one that is trusted, and for looking at."""
    policy = make(capacity)
    return [_listed(policy.access(key)) for key in trace]


def _listed(said: object) -> list | str:
    return (
        list(said)
        if isinstance(said, Iterable) and not isinstance(said, (str, bytes))
        else repr(said)[:80]
    )


def hit_rate(trace: Sequence[int], evicted: Sequence[object], capacity: int) -> float:
    """The share of accesses that found their key, given what left at each. Raises ``Wrong`` where
    the policy evicts what is not there or holds more than ``capacity``, with the reads that led to
    it."""
    there: set[int] = set()
    hits = 0
    if not isinstance(evicted, list) or len(evicted) != len(trace):
        raise Wrong(
            "access must return a list of keys for every read",
            f"{len(trace)} lists",
            repr(type(evicted)),
        )
    for at, (key, leaving) in enumerate(zip(trace, evicted)):
        if not isinstance(leaving, list):
            words = f"read {at} ({key!r}) must give a list of the keys that leave"
            raise Wrong(words, "[] where none does", str(leaving), _given(capacity, trace, at))
        hits += key in there
        there.add(key)
        for gone in leaving:
            if gone not in there:
                words = f"read {at} ({key!r}) evicts a block that is not in the cache"
                raise Wrong(
                    words,
                    f"one of {sorted(there, key=str)[:20]}",
                    repr(gone),
                    _given(capacity, trace, at),
                )
            there.discard(gone)
        if len(there) > capacity:
            words = f"after read {at} the cache holds too much"
            raise Wrong(
                words, f"at most {capacity} blocks", f"{len(there)}", _given(capacity, trace, at)
            )
    return hits / len(trace)


def _given(capacity: int, trace: Sequence[int], at: int) -> str:
    """The last of the reads up to ``at``, in words."""
    return f"Cache({capacity}), then access of {'..., ' * (at > 39)}{', '.join(map(repr, trace[max(0, at - 39) : at + 1]))}"


class LRU:
    """The least recently used block goes."""

    def __init__(self, capacity: int):
        self.capacity, self.order = capacity, OrderedDict()

    def access(self, key: int) -> list[int]:
        self.order[key] = None
        self.order.move_to_end(key)
        return [self.order.popitem(last=False)[0]] if len(self.order) > self.capacity else []


def optimum(trace: Sequence[int], capacity: int) -> float:
    """The hit rate of Belady's offline optimum: evict the block whose next read is farthest away,
    the new one not excepted."""
    after = [0] * len(trace)
    next_read: dict[int, int] = {}
    for at in range(len(trace) - 1, -1, -1):
        after[at] = next_read.get(trace[at], len(trace) + at)
        next_read[trace[at]] = at
    there: dict[int, int] = {}
    hits = 0
    for at, key in enumerate(trace):
        hits += key in there
        there[key] = after[at]
        if len(there) > capacity:
            del there[max(there, key=there.__getitem__)]
    return hits / len(trace)
