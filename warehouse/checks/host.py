"""Where the student's code runs, as the checks and what they use see it: in this process, unless
a grader says otherwise.

``current()`` is asked at every use, so a grader that keeps the student's code in another process
has one place to say so: ``hosted_by``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil


class Host:
    """One process for tests and student's code. A grader of two overrides what differs there."""

    def run_in_notebook(self, function: Callable, args: tuple, keeps: bool = False) -> object:
        """``function(*args)``, a function of the test's, where the student's code runs. What it
        returns must be data. ``keeps``: it holds nothing that a student may not see, so that the
        process can go on."""
        return function(*args)

    def call_each(
        self, function: Callable, cases: list[tuple]
    ) -> list[tuple[object, Exception | None]]:
        """Call the student's function with every case in turn: result and exception of each, up to
        the first that failed. May give fewer, or none: the caller makes the calls that are left."""
        return []

    @contextmanager
    def lent(self, names: dict, parts: dict[str, object]) -> Iterator[None]:
        """Within the block the notebook whose ``globals()`` are ``names`` holds ``parts`` under
        their names; afterwards what it held before."""
        before = {name: names[name] for name in parts if name in names}
        names.update(parts)
        try:
            yield
        finally:
            for name in parts:
                names.pop(name, None)
            names.update(before)

    @contextmanager
    def timed(self, once: bool) -> Iterator[None]:
        """Around every timed run of the student's work. ``once``: a large argument may stay where
        it is for the next run."""
        yield

    def passage(self) -> float:
        """Seconds of the last timed run that went to reaching the student's code and back."""
        return 0.0

    def timed_result(self, held: object, looked_at: bool) -> tuple[object, float]:
        """What the last timed run gave, where it returned ``held``, and the seconds of work that it
        had put off to later. ``looked_at``: somebody will look at the result."""
        return held, 0.0

    def memory(self) -> int:
        """Bytes that the process of the student's code holds now, as the system counts them: what
        that process says of itself is the student's to write. Read it while a call asks something
        of the test's, and compare two of them with megabytes of slack."""
        return psutil.Process().memory_info().rss

    def waited(self) -> float:
        """Seconds that the main threads of the tests and of the student's code, and of those of it
        that ended, were ready to run and had no processor; 0 where the system does not say
        (https://docs.kernel.org/scheduler/sched-stats.html)."""
        try:
            return int(Path("/proc/self/schedstat").read_text().split()[1]) / 1e9
        except (OSError, IndexError):
            return 0.0

    def make_tables(self, scale: float) -> bool:
        """Have the TPC-H tables of this scale factor made where this process may not write them.
        False: it may, and nothing was done. Raises ``warehouse.data.DataError``."""
        return False

    def cluster(self, slices: int) -> object | None:
        """A cluster of the host's own for a test that wants one of ``slices`` slices; None: there
        is none, the test makes one."""
        return None

    def shared_cluster(self, slices: int) -> object | None:
        """As ``cluster``, the same for all tests that ask."""
        return None


_current = Host()


def current() -> Host:
    return _current


@contextmanager
def hosted_by(host: Host) -> Iterator[None]:
    """Within the block the checks of this process are run by ``host``."""
    global _current
    before, _current = _current, host
    try:
        yield
    finally:
        _current = before
