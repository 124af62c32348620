"""Many callers that are throttled at once, and come back when their pauses are over."""

from __future__ import annotations

from collections.abc import Callable
from heapq import heapify, heappop, heappush
from typing import NamedTuple


class Herd(NamedTuple):
    """``calls``: all that were made. ``seconds``: until the last caller has its answer. ``arrived``: calls in each tenth of a
    second."""

    calls: int
    seconds: float
    arrived: list[int]


def served(
    pause: Callable[[int], float],
    callers: int = 200,
    at_once: int = 20,
    call_seconds: float = 0.1,
    most: int = 20_000,
) -> Herd:
    """All callers begin at once. The endpoint works for so many at a time, a call taking ``call_seconds``; another call
    that arrives meanwhile is throttled at once, and comes again after ``pause(n)`` seconds, the n-th time that its caller is
    throttled. Ends after ``most`` calls."""
    waiting = [(0.0, number, 0) for number in range(callers)]  # when, who, times throttled
    heapify(waiting)
    busy: list[float] = []  # when each call that is worked on will be done
    arrived: list[int] = []
    calls, last = 0, 0.0
    while waiting and calls < most:
        now, number, throttled = heappop(waiting)
        while busy and busy[0] <= now:
            heappop(busy)
        tenth = int(10 * now)
        arrived += [0] * (tenth + 1 - len(arrived))
        arrived[tenth] += 1
        calls += 1
        if len(busy) < at_once:
            last = now + call_seconds
            heappush(busy, last)
        else:
            heappush(waiting, (now + pause(throttled + 1), number, throttled + 1))
    return Herd(calls, last, arrived)
