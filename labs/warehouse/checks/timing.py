"""Speed as a ratio inside one process: the student's code and a peer in turn, the best run of each.

Absolute seconds decide nothing here: they depend on the machine and on who else uses it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from warehouse.checks.compare import calls
from warehouse.checks.outcomes import Wrong


def best_seconds(work: Callable[[], object], peer: Callable[[], object], rounds: int) -> tuple[float, float]:
    """The shortest of ``rounds`` runs of each of two pieces of work, taken in turn, in seconds."""
    best = [float("inf"), float("inf")]
    for _ in range(rounds):
        for which, function in enumerate((work, peer)):
            start = time.perf_counter()
            function()
            best[which] = min(best[which], time.perf_counter() - start)
    return best[0], best[1]


def no_slower_than(work: Callable[[], object], peer: Callable[[], object], ratio: float, what: str, rounds: int = 5) -> float:
    """``work`` must reach at least ``ratio`` of the peer's speed; returns the speed reached (1.0 = as fast).

    Raises ``Wrong`` with both times. A first miss is measured once more with three times the rounds, so that a busy
    machine does not decide.
    """
    mine, theirs = best_seconds(work, peer, rounds)
    if theirs / mine < ratio:
        mine, theirs = best_seconds(work, peer, 3 * rounds)
    if theirs / mine < ratio:
        raise Wrong(
            f"{what} is too slow",
            f"at least {ratio:g}x the speed of the peer ({theirs * 1e3:.3g} ms)",
            f"{theirs / mine:.2g}x ({mine * 1e3:.3g} ms)",
            calls.text,
        )
    return theirs / mine
