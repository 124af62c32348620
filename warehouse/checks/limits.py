"""The limit on the time of a check."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from warehouse.checks import host
from warehouse.checks.outcomes import OverLimit

#: A check may wait for a processor so many times its seconds on a busy machine, which is not its
#: fault; below so many seconds more it is not worth another alarm.
MOST_WAITED = 6
WAITED_AT_LEAST = 0.05


@dataclass
class Alarm:
    """Whether the limit that runs now, or ran last, has fallen."""

    rang: bool = False


alarm = Alarm()


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise ``OverLimit`` in the body once ``seconds`` have passed, and again every half second
    should it be caught. What the tests and the student's code waited for a processor, on a busy
    machine, is not counted (up to ``MOST_WAITED`` times as long).

    Whatever else leaves the body after that is ``OverLimit`` too: a library that is interrupted may
    have its own words for it (DuckDB raises RuntimeError). An exception whose cause is the
    ``OverLimit`` was there before, and passes.

    Works in the main thread of a Unix process; elsewhere the cell's own limit has to do.
    """
    alarm.rang = False
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    before, granted = host.current().waited(), 0.0

    def ring(signum: int, frame: object) -> None:
        nonlocal granted
        more = min(host.current().waited() - before, MOST_WAITED * seconds) - granted
        if more > WAITED_AT_LEAST and not alarm.rang:
            granted += more
            signal.setitimer(signal.ITIMER_REAL, more, 0.5)
            return
        alarm.rang = True
        raise OverLimit

    previous = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds, 0.5)
    try:
        yield
    except Exception as error:
        if alarm.rang and not isinstance(error.__cause__, OverLimit):
            raise OverLimit from error
        raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
