"""A cluster of slots, simulated event by event, that asks a policy which queries begin: no true run time
and no future arrival is told it.

A policy has ``arrived(number, predicted, free)``, ``ended(number, seconds, free)`` and ``overran(number,
free)``, each of which returns what begins now: a list of (number, lane). Lane ``"main"`` has no limit.
A query that has run in lane ``"short"`` for as long as ``threshold()`` said when it began, and has not
ended, is taken off its slot; it keeps what it has done, and goes on from there when it begins again.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from typing import NamedTuple, Protocol

import numpy as np

from warehouse.checks import Wrong

LANES = ("short", "main")


class Query(NamedTuple):
    """``arrival`` and ``seconds``, its true run time, in seconds; ``predicted``: what a model says."""

    number: int
    arrival: float
    predicted: float
    seconds: float


class Ran(NamedTuple):
    """A stretch of time that a query was on a slot; ``slot`` from 0, ``lane`` ``"short"`` or ``"main"``."""

    number: int
    slot: int
    lane: str
    start: float
    end: float


class Policy(Protocol):
    """Who is asked."""

    def arrived(self, number: int, predicted: float, free: int) -> list[tuple[int, str]]: ...
    def ended(self, number: int, seconds: float, free: int) -> list[tuple[int, str]]: ...
    def overran(self, number: int, free: int) -> list[tuple[int, str]]: ...
    def threshold(self) -> float: ...


# At one moment those that end come first, then those that overrun, then those that arrive.
_END, _OVERRUN, _ARRIVAL = range(3)


class _Cluster:
    def __init__(self, queries: list[Query], slots: int, policy: Policy):
        self.policy, self.queries = policy, {query.number: query for query in queries}
        self.free = list(range(slots))  # a heap, so that a picture is filled from the top
        self.left = {query.number: query.seconds for query in queries}
        self.waits: set[int] = set()
        self.on: dict[int, tuple[int, str, float]] = {}  # number: slot, lane, start
        self.ran: list[Ran] = []
        self.events = [(query.arrival, _ARRIVAL, query.number) for query in queries]
        heapq.heapify(self.events)

    def run(self) -> list[Ran]:
        while self.events:
            now, kind, number = heapq.heappop(self.events)
            query = self.queries[number]
            if kind == _ARRIVAL:
                self.waits.add(number)
                begins = self.policy.arrived(number, query.predicted, len(self.free))
                told = f"arrived({number}, {query.predicted:g}, {len(self.free)})"
            else:
                self.off(number, now)
                free = len(self.free)
                if kind == _END:
                    begins = self.policy.ended(number, query.seconds, free)
                    told = f"ended({number}, {query.seconds:g}, {free})"
                else:
                    self.waits.add(number)
                    begins = self.policy.overran(number, free)
                    told = f"overran({number}, {free})"
            self.begin(begins, now, told)
        if self.waits:
            some = sorted(self.waits)[:5]
            raise Wrong("queries that never began", "every query ends", f"still waiting: {some}")
        return self.ran

    def begin(self, begins: object, now: float, told: str) -> None:
        told = f"{told}, at {now:g} s"
        if type(begins) is not list:
            raise Wrong(
                "what begins is a list", "a list of (number, lane)", repr(begins)[:80], told
            )
        for one in begins:
            if type(one) is not tuple or len(one) != 2 or one[1] not in LANES:
                raise Wrong("what begins", "(number, lane)", repr(one)[:80], told)
            number, lane = one
            if type(number) is not int or number not in self.waits:
                raise Wrong("only what waits can begin", "a query that waits", repr(one)[:80], told)
            if not self.free:
                raise Wrong("more queries begin than slots are free", "a free slot", str(one), told)
            self.waits.discard(number)
            self.on[number] = (heapq.heappop(self.free), lane, now)
            left, kind = self.left[number], _END
            if lane == "short":
                limit = self.policy.threshold()
                if type(limit) not in (int, float) or not limit > 0:
                    raise Wrong("the threshold", "seconds above 0", repr(limit)[:80], told)
                left, kind = (left, _END) if left <= limit else (limit, _OVERRUN)
            heapq.heappush(self.events, (now + left, kind, number))

    def off(self, number: int, now: float) -> None:
        slot, lane, start = self.on.pop(number)
        heapq.heappush(self.free, slot)
        self.left[number] -= now - start
        self.ran.append(Ran(number, slot, lane, start, now))


def simulate(queries: Iterable[Query], slots: int, policy: Policy) -> list[Ran]:
    """Every stretch that a query was on a slot, by its end. Raises ``Wrong`` for a policy that begins what does
    not wait, or more than fits, or leaves a query waiting for ever."""
    return _Cluster(list(queries), slots, policy).run()


def responses(queries: Iterable[Query], ran: list[Ran]) -> dict[int, float]:
    """Of each query the seconds from its arrival to its end."""
    ends = {one.number: one.end for one in ran}
    return {query.number: ends[query.number] - query.arrival for query in queries}


def p90(queries: Iterable[Query], ran: list[Ran], numbers: Iterable[int]) -> float:
    """The 90th percentile of the responses of some queries, linear between two of them."""
    took = responses(queries, ran)
    return float(np.percentile([took[number] for number in numbers], 90))


class Queue:
    """One queue for all, in which everything runs in lane main. ``order``: the key by which it is
    sorted, given (predicted, how many came before); by default first come, first served."""

    def __init__(self, order=lambda predicted, place: place):
        self.order, self.waiting, self.place = order, [], 0

    def _next(self, free: int) -> list[tuple[int, str]]:
        count = min(free, len(self.waiting))
        return [(heapq.heappop(self.waiting)[2], "main") for _ in range(count)]

    def arrived(self, number: int, predicted: float, free: int) -> list[tuple[int, str]]:
        self.place += 1
        heapq.heappush(self.waiting, (self.order(predicted, self.place), self.place, number))
        return self._next(free)

    def ended(self, number: int, seconds: float, free: int) -> list[tuple[int, str]]:
        return self._next(free)

    def overran(self, number: int, free: int) -> list[tuple[int, str]]:
        return self._next(free)

    def threshold(self) -> float:
        return float("inf")


def fifo() -> Queue:
    """First come, first served."""
    return Queue()


def shortest_first() -> Queue:
    """Whatever is predicted to be shortest begins first. A query that runs keeps its slot."""
    return Queue(lambda predicted, place: predicted)


REPORTS, LIARS, SHORT = range(1, 13), range(1, 9), range(101, 201)


def taken(rng: np.random.Generator) -> list[Query]:
    """Twelve reports of 60 s, whose predictions are good, arrive within a second; then a hundred queries of 0.3
    s, one a second from second 2 on."""
    long = [Query(n, 0.05 * n, 60.0 * float(rng.uniform(0.8, 1.25)), 60.0) for n in REPORTS]
    return long + _short(rng, 2.0)


def liars(rng: np.random.Generator) -> list[Query]:
    """Eight queries that are predicted to take 0.3 s and take 60, then, from second 30 on, a hundred that do
    take 0.3."""
    wrong = [Query(n, 0.05 * n, 0.3 * float(rng.uniform(0.8, 1.25)), 60.0) for n in LIARS]
    return wrong + _short(rng, 30.0)


def _short(rng: np.random.Generator, begin: float) -> list[Query]:
    return [
        Query(n, begin + at + float(rng.uniform(0, 0.6)), 0.3 * float(rng.uniform(0.8, 1.25)), 0.3)
        for at, n in enumerate(SHORT)
    ]


def mixed(
    rng: np.random.Generator, count: int = 400, load: float = 0.8, slots: int = 5
) -> list[Query]:
    """Random arrivals: seven in ten take about 0.3 s, the others about 20; predictions are mostly good, and one in
    fifty is off by a factor of a hundred."""
    short = rng.random(count) < 0.7
    seconds = np.where(short, 0.3, 20.0) * rng.lognormal(0, 0.5, count)
    gaps = rng.exponential(float(seconds.mean()) / (load * slots), count)
    off = np.where(rng.random(count) < 0.02, 0.01, 1.0) * rng.lognormal(0, 0.2, count)
    arrivals = np.cumsum(gaps)
    return [
        Query(n, float(arrivals[n]), float(seconds[n] * off[n]), float(seconds[n]))
        for n in range(count)
    ]
