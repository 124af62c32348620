"""Speed as a ratio inside one process: the student's code and a peer in turn, the best run of each.

Absolute seconds decide nothing here: they depend on the machine and on who else uses it.
"""

from __future__ import annotations

import ctypes
import itertools
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache

from warehouse.checks import host
from warehouse.checks.calls import calls
from warehouse.checks.outcomes import Wrong


@cache
def keep_freed_memory() -> None:
    """Have the C library keep memory that was freed. As a rule it gives large arrays back to the
    system, and takes them anew at every round: tens of megabytes of page faults, which cost more
    than the work on a machine short of memory."""
    # glibc's; a grader of two processes says so when they start
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_TRIM_THRESHOLD, 512 << 20)
        mallopt(_MMAP_THRESHOLD, 64 << 20)


_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # of malloc.h
SHORT = 0.01  # seconds: what takes less runs again and again in a round
RUNS = 5
Work = Callable[..., object]  # of no arguments, or of the one that ``inputs`` makes


@dataclass
class _Race:
    """Two pieces of work, taken in turn, and the shortest time of each so far, in seconds."""

    work: Work
    peer: Work
    # times the peer's speed at which the race is over, once the peer has run more than once
    enough: float
    peer_is_theirs: bool = False
    inputs: Callable[[], object] | None = None
    mine: float = float("inf")
    theirs: float = float("inf")
    given: tuple = ()
    gave: object = None

    def run(self, rounds: int) -> None:
        """Some more rounds. The work comes last in each, so that what it put off can be asked for
        afterwards."""
        calls.timed = True
        peers_runs = 0
        try:
            for _ in range(rounds):
                # one run of the peer's that was interrupted proves nothing; and infinity by
                # infinity is no number
                if peers_runs > 1 and self.theirs / self.mine >= self.enough:
                    break
                # short work again and again, in a processor that is awake
                for _ in range(RUNS):
                    self.theirs = min(self.theirs, self._seconds(self.peer, self.peer_is_theirs))
                    peers_runs += 1
                    if self.theirs > SHORT:
                        break
                for _ in range(RUNS):
                    self.mine = min(self.mine, self._seconds(self.work, True))
                    if self.mine > SHORT:
                        break
        finally:
            calls.timed = False

    def _seconds(self, function: Work, student: bool) -> float:
        given = (self.inputs(),) if self.inputs else ()
        with host.current().timed(self.inputs is not None) if student else nullcontext():
            start = time.perf_counter()
            gave = function(*given)
            took = time.perf_counter() - start
        if function is self.work:
            self.given, self.gave = given, gave
        return max(took - host.current().passage(), 1e-9) if student else took


def no_slower_than(
    work: Work,
    peer: Work,
    ratio: float,
    what: str,
    rounds: int = 5,
    peer_is_theirs: bool = False,
    inputs: Callable[[int], object] | None = None,
    right: Callable[[object, object], None] | None = None,
) -> float:
    """``work`` must reach at least ``ratio`` of the peer's speed; returns the speed reached (1.0 =
    as fast).

    ``work``: the student's, of no arguments or of what ``inputs`` makes.
    ``peer``: what it is compared with. One of ours must be as fast on every processor:
    ``np.argsort`` is six times as fast with AVX-512 as without, ``np.argsort(kind="stable")`` not.
    ``ratio``: of the peer's speed.
    ``what``: the work in words, as the message's subject.
    ``rounds``: how often the two take turns. Well above the ratio (half as much again) fewer do;
    a first miss is measured once more with three times as many, so that a busy machine does not
    decide.
    ``peer_is_theirs``: the peer is the student's code too, run another way.
    ``inputs(turn)``: makes the one argument of a run, another one for every turn: then nothing is
    to be had by remembering results.
    ``right(argument, result)``: raises ``Wrong`` where the last timed run did not give what it
    should.

    Raises ``Wrong`` with both times.
    """
    keep_freed_memory()
    turns = itertools.count(1)
    for longer in (1, 3):
        race = _Race(
            work,
            peer,
            1.5 * ratio,
            peer_is_theirs,
            (lambda: inputs(next(turns))) if inputs else None,
        )
        race.run(longer * rounds)
        gave, put_off = host.current().timed_result(race.gave, right is not None)
        if right is not None:
            right(*race.given, gave)
        mine, theirs = race.mine + put_off, race.theirs
        if theirs / mine >= ratio:
            return theirs / mine
    raise Wrong(
        f"{what} is too slow",
        f"at least {ratio:g}x the speed of the peer ({theirs * 1e3:.3g} ms)",
        f"{theirs / mine:.2g}x ({mine * 1e3:.3g} ms)",
        calls.text,
    )
