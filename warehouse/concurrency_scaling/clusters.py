"""A main cluster of five slots and burst clusters of five slots that come and go, simulated event by event. Every ten
seconds a policy is asked how many burst clusters it wants, from 0 to 10.

A burst cluster starts in thirty seconds: that number is ours. It is paid from then until it was released and its
last query has ended, in whole seconds, and for a minute at least. One that is released takes no more queries. Which are
released: first those that still start, the youngest first, which are gone once they are ready; then those with fewest
queries.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable, Iterable
from math import ceil
from typing import NamedTuple

import numpy as np

from warehouse.checks import Wrong
from warehouse.concurrency_scaling.records import Observation, Query

SLOTS, TICK, STARTS_IN, MOST = 5, 10, 30.0, 10


class Day(NamedTuple):
    """What came of a trace. ``waits``: of each query, in seconds, in the order of the trace; ``activations``: (ready,
    gone) of each burst cluster that was ever ready; ``seen``: what the policy was told at each tick."""

    waits: list[float]
    activations: list[tuple[float, float]]
    seen: list[Observation]

    def p99(self) -> float:
        """The 99th percentile of the waits, linear between two of them."""
        return float(np.percentile(self.waits, 99))

    def mean(self) -> float:
        return float(np.mean(self.waits))

    def paid(self) -> int:
        """Seconds of burst clusters that are paid."""
        return sum(max(60, ceil(gone - ready)) for ready, gone in self.activations)


# At one moment what ends comes first, then what becomes ready, then who arrives, and the tick last.
_ENDS, _READY, _ARRIVES, _TICK = range(4)


class _Burst:
    def __init__(self, number: int):
        self.number, self.ready, self.running, self.released = number, None, 0, False


class _Simulation:
    def __init__(self, queries: list[Query], length: float, decide: Callable):
        self.queries, self.length, self.decide = queries, length, decide
        self.events: list[tuple] = [(q.arrival, _ARRIVES, n) for n, q in enumerate(queries)]
        self.events.append((0.0, _TICK, 0))
        heapq.heapify(self.events)
        self.main, self.bursts, self.made = _Burst(0), [], 0
        self.main.ready = 0.0
        self.waiting: deque[int] = deque()
        self.day = Day([0.0] * len(queries), [], [])
        self.to_come, self.arrived, self.ended, self.took = len(queries), 0, 0, 0.0

    def run(self) -> Day:
        now = 0.0
        while self.events:
            now, kind, what, *on = heapq.heappop(self.events)
            if kind == _ENDS:
                on[0].running -= 1
                self.ended += 1
                self.took += self.queries[what].seconds
                self.gone(on[0], now)
            elif kind == _READY:
                on[0].ready = now
                self.gone(on[0], now)
            elif kind == _ARRIVES:
                self.to_come -= 1
                self.arrived += 1
                self.waiting.append(what)
            else:
                self.tick(now)
            if self.waiting:
                self.begin(now)
        for burst in list(self.bursts):
            burst.released = True
            self.gone(burst, max(now, self.length))
        return self.day

    def begin(self, now: float) -> None:
        for cluster in (self.main, *self.bursts):
            while self.waiting and cluster.ready is not None and cluster.running < SLOTS:
                if cluster.released:
                    break
                number = self.waiting.popleft()
                query = self.queries[number]
                self.day.waits[number] = now - query.arrival
                cluster.running += 1
                # the number before the cluster: no two are compared
                heapq.heappush(self.events, (now + query.seconds, _ENDS, number, cluster))

    def gone(self, burst: _Burst, now: float) -> None:
        if burst.released and burst.ready is not None and not burst.running:
            self.bursts.remove(burst)
            self.day.activations.append((burst.ready, now))

    def tick(self, now: float) -> None:
        there = [burst for burst in self.bursts if not burst.released]
        ready = sum(burst.ready is not None for burst in there)
        oldest = now - self.queries[self.waiting[0]].arrival if self.waiting else 0.0
        running = self.main.running + sum(burst.running for burst in self.bursts)
        mean = self.took / self.ended if self.ended else 0.0
        starting = len(there) - ready
        told = Observation(
            now, len(self.waiting), oldest, running, ready, starting, self.arrived, mean
        )
        self.arrived = 0
        self.day.seen.append(told)
        wanted = self.decide(told)
        if type(wanted) is not int or not 0 <= wanted <= MOST:
            raise Wrong(
                "how many burst clusters are wanted",
                f"a whole number from 0 to {MOST}",
                repr(wanted)[:80],
                str(told),
            )
        for _ in range(wanted - len(there)):
            self.made += 1
            self.bursts.append(_Burst(self.made))
            heapq.heappush(self.events, (now + STARTS_IN, _READY, self.made, self.bursts[-1]))
        order = sorted(there, key=lambda one: (one.ready is not None, one.running, -one.number))
        for burst in order[: max(0, len(there) - wanted)]:
            burst.released = True
            self.gone(burst, now)
        if now + TICK <= self.length or self.waiting or self.to_come:
            heapq.heappush(self.events, (now + TICK, _TICK, 0))


def simulate(queries: Iterable[Query], length: float, decide: Callable) -> Day:
    """A trace whose last query arrives before ``length``, from second 0 on. After ``length`` the policy is asked only as
    long as somebody waits, and all that is left is released. Raises ``Wrong`` for an answer that is no number of clusters."""
    return _Simulation(list(queries), length, decide).run()


class Trace(NamedTuple):
    """``queries`` in the order of arrival, over ``length`` seconds."""

    queries: list[Query]
    length: float


def _trace(rng: np.random.Generator, phases: Iterable[tuple[float, float]]) -> Trace:
    """Random arrivals. ``phases``: (seconds, queries a second) each; a query runs 4 s in the mean."""
    arrivals, begin = [], 0.0
    for seconds, rate in phases:
        at = begin + rng.exponential(1 / rate)
        while at < begin + seconds:
            arrivals.append(float(at))
            at += rng.exponential(1 / rate)
        begin += seconds
    seconds = rng.exponential(4.0, len(arrivals)).tolist()
    return Trace([Query(*both) for both in zip(arrivals, seconds)], begin)


CALM = 0.6


def burst(rng: np.random.Generator) -> Trace:
    """Calm, five minutes of ten queries a second, calm."""
    return _trace(rng, [(300, CALM), (300, 10.0), (300, CALM)])


def pulses(rng: np.random.Generator) -> Trace:
    """Twelve times 40 s of six queries a second, then 50 s of few."""
    return _trace(rng, [(40, 6.0), (50, 0.4)] * 12)


def hills(rng: np.random.Generator) -> Trace:
    """Five times a minute and a half of 2.4 queries a second, and two minutes of calm before and after."""
    return _trace(rng, [(120, CALM), *[(90, 2.4), (120, CALM)] * 5])


def none(told: Observation) -> int:
    """A policy: no burst cluster ever."""
    return 0


def always(count: int) -> Callable:
    """A policy: so many, from the first tick to the last."""
    return lambda told: count
