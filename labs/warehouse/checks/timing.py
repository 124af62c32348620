"""Speed as a ratio inside one process: the student's code and a peer in turn, the best run of each.

Absolute seconds decide nothing here: they depend on the machine and on who else uses it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext

from warehouse.checks.compare import calls
from warehouse.checks.outcomes import Wrong


class Clock:
    """How the student's work is timed. Where it runs in another process the grader puts a clock of its own in its place."""

    @contextmanager
    def running(self) -> Iterator[None]:
        """Around every timed run of the student's work."""
        yield

    def passage(self) -> float:
        """Seconds of the last timed run that went to reaching the student's process and back."""
        return 0.0

    def owed(self) -> float:
        """Seconds of work that the last timed run put off to later."""
        return 0.0


clock = Clock()
SHORT = 0.01  # seconds


def best_seconds(
    work: Callable[[], object],
    peer: Callable[[], object],
    rounds: int,
    enough: float = float("inf"),
    peer_is_theirs: bool = False,
) -> tuple[float, float]:
    """The shortest of ``rounds`` runs of each of two pieces of work, taken in turn, in seconds.

    ``peer_is_theirs``: the peer calls the student's code and looks at nothing that it returns.
    From the second round on it stops as soon as ``work`` has reached ``enough`` times the peer's speed.
    """
    best = [float("inf"), float("inf")]
    calls.timed = True
    try:
        _rounds(best, work, peer, rounds, enough, peer_is_theirs)
    finally:
        calls.timed = False
    return best[0] + clock.owed(), best[1]


def _rounds(best: list[float], work: Callable, peer: Callable, rounds: int, enough: float, peer_is_theirs: bool) -> None:
    """Fills in the two shortest times."""
    for done in range(rounds):
        if done >= 2 and best[1] >= enough * best[0]:
            break
        for which, function in ((1, peer), (0, work)):  # the work last: what it put off is asked for below
            theirs = function is work or peer_is_theirs
            for _ in range(1 if best[which] > SHORT else 5):  # short work again and again, in a processor that is awake
                with clock.running() if theirs else nullcontext():
                    start = time.perf_counter()
                    function()
                    took = time.perf_counter() - start
                best[which] = min(best[which], max(took - clock.passage(), 1e-9) if theirs else took)


def no_slower_than(
    work: Callable[[], object],
    peer: Callable[[], object],
    ratio: float,
    what: str,
    rounds: int = 5,
    peer_is_theirs: bool = False,
) -> float:
    """``work`` must reach at least ``ratio`` of the peer's speed; returns the speed reached (1.0 = as fast).

    ``peer_is_theirs``: the peer is the student's code too, run another way. Raises ``Wrong`` with both times. Well above
    the ratio (half as much again) it does not run all rounds. A first miss is measured once more with three times the
    rounds, so that a busy machine does not decide.
    """
    mine, theirs = best_seconds(work, peer, rounds, 1.5 * ratio, peer_is_theirs)
    if theirs / mine < ratio:
        mine, theirs = best_seconds(work, peer, 3 * rounds, 1.5 * ratio, peer_is_theirs)
    if theirs / mine < ratio:
        raise Wrong(
            f"{what} is too slow",
            f"at least {ratio:g}x the speed of the peer ({theirs * 1e3:.3g} ms)",
            f"{theirs / mine:.2g}x ({mine * 1e3:.3g} ms)",
            calls.text,
        )
    return theirs / mine
