"""Calls in rounds: so many at once as a window says, to an endpoint that takes so many at once as it can just then."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain, repeat
from typing import NamedTuple


class Round(NamedTuple):
    """``size``: calls that the window allowed. ``sent``: calls that were made, fewer where no more were left.
    ``limit``: how many the endpoint took at once."""

    size: int
    sent: int
    limit: int

    @property
    def throttled(self) -> int:
        return max(0, self.sent - self.limit)


def play(
    next_size: Callable[[int, int], int], limits: list[int], calls: int, most: int = 5_000
) -> list[Round]:
    """The rounds until ``calls`` are served, at most ``most`` of them. ``limits``: of each round, the last one from
    there on. ``next_size``: is told how many calls of the last round were served and throttled, first 0 and 0, and says
    how many may go out now. What was throttled is sent again."""
    left, rounds = calls, []
    served = throttled = 0
    for limit in chain(limits, repeat(limits[-1])):
        if not left or len(rounds) == most:
            break
        size = next_size(served, throttled)
        rounds.append(Round(size, min(size, left), limit))
        throttled = rounds[-1].throttled
        served = rounds[-1].sent - throttled
        left -= served
    return rounds


def fewest(limits: list[int], calls: int) -> int:
    """Rounds of a window that knows every limit."""
    count = 0
    for limit in chain(limits, repeat(limits[-1])):
        if calls <= 0:
            break
        calls -= limit
        count += 1
    return count


def throttled_share(rounds: list[Round]) -> float:
    """Of all calls made, the share that was throttled."""
    return sum(one.throttled for one in rounds) / sum(one.sent for one in rounds)
