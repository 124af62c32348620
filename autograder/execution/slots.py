"""Numbers of sandboxes. Where the grader is root each number is a user of its own, so no two at a
time may have the same.

Two graders may run on one machine (two labs, a benchmark beside a test). Did they share a user,
then one submission's processes would count against the other's limit.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import sys
import threading

from autograder.execution.sandbox import MOST_SLOTS, SandboxError

PER_SUBMISSION = 2  # the student's process, and the test process


class Slots:
    """Submissions' numbers, each nobody else's on this machine while it is taken. Safe to use from
    threads."""

    def __init__(self):
        self._lock = threading.Lock()
        self._free: list[int] = []
        self._claims: list[socket.socket] = []
        self._next = itertools.count()

    def take(self) -> int:
        with self._lock:
            return self._free.pop() if self._free else self._claimed()

    def give_back(self, number: int) -> None:
        with self._lock:
            self._free.append(number)

    def close(self) -> None:
        with self._lock:
            for claim in self._claims:
                claim.close()
            self._claims.clear()
            self._free.clear()

    def _claimed(self) -> int:
        """The next number that no other grader has. A name in the kernel stands for it: it goes
        when this process goes."""
        for number in self._next:
            if number >= MOST_SLOTS // PER_SUBMISSION:
                raise SandboxError(
                    f"{number} submissions are being graded on this machine at once: there are no "
                    "users for more"
                )
            if sys.platform != "linux" or os.getuid() != 0:  # all are this one user
                return number
            claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            with contextlib.suppress(OSError):  # taken
                claim.bind(f"\0course-slot-{number}")
                self._claims.append(claim)
                return number
            claim.close()
        raise AssertionError
