"""Calls of the student's code that are made for their time: what they take, without the way across.

In such a call arguments lie there already, the result stays there, and what the way and the passing
took is known, to be taken off. Afterwards the result can be fetched: work that was put off until
then counts too.
"""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from autograder.execution.bridge import MOST_KEPT, Verb
from autograder.execution.codec import Writer
from autograder.execution.remote_object import RemoteObject
from autograder.execution.usage import Waits
from warehouse.checks import host
from warehouse.checks.outcomes import Wrong

if TYPE_CHECKING:
    from autograder.execution.tester_end import TesterEnd

#: Seconds. A request for nothing takes 31 to 35 µs on a machine of two processors (the middle half
#: of 3,000); the rest is for slower ones.
LONGEST_TRIP = 0.0005
TRIPS = 9  # of which the shortest counts: it lay between 31 and 34 µs in 333 tries
#: Bytes of an argument from which on it goes across beforehand. An array of so many takes 62 µs,
#: one of a thousand 51: below, what passes is lost in the trip.
HEAVY = 1 << 15
#: Bytes of a result that is only wanted for its time, from which on it is not read: to read a list
#: of so many takes longer than a check may.
LARGE = 32 << 20
#: What fetching a result may take before it counts as work put off: trips, times what it takes here to
#: write and copy it, and bytes a second. A quarter of a megabyte of numbers comes in 0.1 thousandths
#: of a second and may take 0.44; tables come in half, or less, of what they may take.
FETCH_TRIPS, FETCH_WRITES, FETCH_RATE = 5, 4, 1e9
#: Bytes a second of one that is not read: a quarter of what the slowest columns pass at (texts 230
#: MB/s, numbers 440 to 690).
UNREAD_RATE = 50e6
#: Seconds of a fetch that processes may have waited for a processor, which are not the student's. No
#: more are believed, since it may be a thread of the student's own that they wait for; as many are
#: left to it where the system does not say who waited.
MOST_FETCH_WAITED = 0.05
TICK = 0.01  # seconds, at most: so often the kernel counts what a process that goes on has run
#: What the other end may take at most to take in an argument that is passed beforehand: it might
#: work meanwhile, on what has just come. It maps the bytes and looks through them once, in 50 µs
#: and at 3 GB/s; what takes longer than these seconds and bytes a second is the student's work.
TAKE_RATE = 1e9
TAKE_SECONDS = LONGEST_TRIP


class TimedCalls:
    """The timed calls over one ``TesterEnd``."""

    def __init__(self, end: TesterEnd, waits: Waits):
        self.end = end
        self.waits = waits  # of the student's processes
        self.running = False  # whether calls are timed now
        self._keeps_arguments = False
        self._calls = 0  # in the last timed run
        self._passing = 0.0  # seconds of it that went to passing arguments
        self._at_work = 0.0  # seconds of all of it, but what the student's processes waited
        self._ran_before = 0.0  # what the student's processes had run by then, in seconds
        self._trip: float | None = None
        self._last_result: object = None
        self._last_call: tuple | None = None  # what, method, arguments by place and by name
        # large arguments that the other side keeps, and their numbers there
        self._kept: list[tuple[object, int]] = []

    def forget(self) -> None:
        """Nothing that was lent or kept over there is to be had any more."""
        self._kept = []
        self._last_result = self._last_call = None

    def new_process(self) -> None:
        """Another process stands at the other end."""
        self._kept = []
        self._trip = None

    @contextmanager
    def run(self, once: bool) -> Iterator[None]:
        """Within the block every call is a timed one. ``once``: a large argument may stay over
        there for the next run."""
        self.running, self._keeps_arguments, self._calls, self._passing = True, once, 0, 0.0
        self._ran_before, waited = self.waits.ran(), self.waits.seconds()
        started = time.perf_counter()
        try:
            yield
        finally:
            self._at_work = time.perf_counter() - started - (self.waits.seconds() - waited)
            self.running = False

    def passage(self) -> float:
        """Seconds of the last run that were not the student's work."""
        return self._passing + self._calls * self.trip()

    def trip(self) -> float:
        """Seconds to the student's process and back; believed up to ``LONGEST_TRIP``, since the
        other end might dawdle."""
        if self._trip is None:
            trips = []
            for _ in range(TRIPS):
                started = time.perf_counter()
                self.end.request([Verb.NOTHING])
                trips.append(time.perf_counter() - started)
            self._trip = min(LONGEST_TRIP, *trips)
        return self._trip

    def call(self, what: RemoteObject, method: str, args: tuple, named: dict) -> object:
        """Call something of the student's; its result stays there."""
        values = tuple(map(self._left_there, (*args, *named.values())))
        self._last_call = what, method, args, named
        request = [Verb.TIMED_CALL, what._number, method, list(named)]
        self._last_result = self.end.request(request, values)
        self._calls += 1
        return self._last_result

    def result(self, looked_at: bool) -> tuple[object, float]:
        """What the last call gave, and the seconds by which it put its work off. Where nobody looks
        at it (not ``looked_at``) raises ``Wrong`` unless it is what an untimed call gives.

        A result above ``LARGE`` is fetched and not read.
        """
        held, self._last_result = self._last_result, None
        if not isinstance(held, RemoteObject):
            return held, 0.0
        waited, started = host.current().waited(), time.perf_counter()
        most = None if looked_at else LARGE
        timed, weight = self.end.request_weighed([Verb.FETCH, held._number], most)
        took, waited = self.end.replied_at - started, host.current().waited() - waited
        due = FETCH_TRIPS * self.trip()
        due += weight / (UNREAD_RATE if most and weight >= most else FETCH_RATE)
        if took > due:
            due += FETCH_WRITES * _seconds_to_write(timed)
        late = self._late(took, waited, due) if took > due else 0.0
        # measured anew for the next race: taken too long in a busy moment, it makes of a peer's 60 µs
        # two, and a first miss is raced once more
        self._trip = None
        if not looked_at and weight < LARGE:
            what, method, args, named = self._last_call
            self.running = False
            if _written(timed) != _written(self.end.call(what, method, args, named)):
                raise Wrong("a timed call gave another result than the same call untimed")
        return timed, late

    def _late(self, took: float, waited: float, due: float) -> float:
        """The seconds of a fetch beyond what is ``due`` that were the student's work. That the two
        processes ``waited`` is not: but this one may have, for the student's that was at work."""
        time.sleep(TICK)
        ran = self.waits.ran() - self._ran_before
        if not ran:  # the system does not say
            return max(0.0, took - due - MOST_FETCH_WAITED)
        rest = took - due - min(waited, MOST_FETCH_WAITED)
        return max(0.0, rest, min(took, ran - self._at_work) - due)

    def _left_there(self, value: object) -> object:
        """A large argument goes across beforehand; and anew, so that an answer remembered by the
        argument's identity does not help, unless another argument differs from call to call."""
        if not _heavy(value):
            return value
        for known, number in self._kept:
            if known is value and self._keeps_arguments:
                return RemoteObject(self.end, number, "kept")
        started, busy = time.perf_counter(), time.thread_time()
        number = self.end.request([Verb.KEEP], (value,))
        # processor time: the other end may be at work before this one is told that it has sent
        sending = self.end.sent_at - busy
        taken_in = time.perf_counter() - started - sending
        self._passing += sending + min(taken_in, TAKE_SECONDS + _weight(value) / TAKE_RATE)
        self._kept = [*self._kept, (value, number)][-MOST_KEPT:]
        return RemoteObject(self.end, number, "kept")


@contextlib.contextmanager
def untimed() -> Iterator[None]:
    """Within, the time limit of the check that runs stands still."""
    left, again = signal.setitimer(signal.ITIMER_REAL, 0)
    try:
        yield
    finally:
        if left:
            signal.setitimer(signal.ITIMER_REAL, left, again)


def _written(value: object) -> tuple:
    """A value as it passes, to compare two of them bit for bit."""
    writer = Writer(lambda value: ["object", type(value).__name__], cut=0)
    return writer.tree(value), [bytes(buffer) for buffer in writer.buffers]


def _seconds_to_write(value: object) -> float:
    """What it takes to write a value and copy it, at the best of three times."""
    took = []
    for _ in range(3):
        started = time.perf_counter()
        _written(value)
        took.append(time.perf_counter() - started)
        if took[-1] > LONGEST_TRIP:  # once is exact enough
            break
    return min(took)


def _heavy(value: object) -> bool:
    """Whether an argument takes longer to pass than to name."""
    if isinstance(value, (list, tuple)):
        return any(map(_heavy, value))
    return _weight(value) > HEAVY


def _weight(value: object) -> int:
    """Bytes of the columns and arrays in a value."""
    if isinstance(value, (list, tuple)):
        return sum(map(_weight, value))
    return len(value) if type(value) is bytes else getattr(value, "nbytes", 0)
