"""One notebook through both processes: the student's cells in one, the graded tests in the other,
outputs put into the cells.

``Runner`` owns the two warm interpreters of a lab and may be used from several threads. It has no
gradebook, no solutions and no student's name; what it gets is a notebook that already holds the
graded tests, what it gives back is that notebook executed.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from nbformat import NotebookNode

from autograder.execution import wire
from autograder.execution.cells import is_course_cell, is_graded
from autograder.execution.kept import PrivateFolder
from autograder.execution.sandbox import GIB, Box, Limits, require_out_of_sight
from autograder.execution.settings import NO_SANDBOX, CheckEnded, GraderFaultError, Settings
from autograder.execution.slots import Slots
from autograder.execution.submission import Submission
from autograder.execution.warm import Child, WarmInterpreter
from autograder.paths import AUTOGRADER, SOLUTIONS, WAREHOUSE
from warehouse import data

__all__ = ["NO_SANDBOX", "CheckEnded", "GraderFaultError", "Runner", "Settings"]
SCALES = (0.01, 0.1, 1)  # of TPC-H, that labs use
#: Bytes of address space that a test process has before it is given anything: libraries, and what
#: allocators put by.
STANDING = 3 * GIB


class Runner:
    """The warm interpreters of one lab. ``run`` may be called from several threads at once. Close
    it, or use it in a with."""

    def __init__(self, lab: str, settings: Settings | None = None):
        self.lab, self.settings = lab, settings or Settings()
        self._lock, self._making = threading.Lock(), threading.Lock()
        self._starting = {role: threading.Lock() for role in ("student", "tester", "other")}
        self._interpreters: dict[str, WarmInterpreter] = {}
        self._slots = Slots()
        self._private = PrivateFolder()
        self._primed: dict[str, list[str]] = {}  # sources of cells by role
        self._running: set[Submission] = set()
        if self.settings.sandboxed:
            require_out_of_sight(SOLUTIONS, AUTOGRADER)
        # what students' cells read; the large one is made when a test asks for it
        for scale in SCALES[:2]:
            data.generate(scale)
        with ThreadPoolExecutor() as both:
            list(both.map(self._interpreter, ("student", "tester")))

    def __enter__(self) -> Runner:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        with self._lock:
            for interpreter in self._interpreters.values():
                interpreter.close()
            self._interpreters.clear()
        self._slots.close()
        self._private.close()

    def _interpreter(self, role: str) -> WarmInterpreter:
        with self._starting[role]:
            found = self._interpreters.get(role)
            if found is None or found.process.poll() is not None:
                readable = tuple(str(path) for path in (WAREHOUSE, data.folder(1).parent.resolve()))
                writable = (str(self._private.files),) if role == "tester" else ()
                most = self.settings.memory + STANDING if role == "tester" else Limits.address_space
                box = Box(readable, writable, Limits(address_space=most))
                found = WarmInterpreter(
                    role,
                    self.lab,
                    box,
                    self._private.home,
                    self.settings.sandboxed,
                    self.settings.folder,
                )
                self._interpreters[role] = found
                if self._primed:
                    found.prime(self._primed[role])
            return found

    def _prime(self, nb: NotebookNode) -> None:
        """Have the interpreters prepare themselves for the course's cells, which are the same in
        all submissions of a lab: the students' for those that set the notebook up, the testers' for
        the tests too."""
        cells = [cell for cell in nb.cells if cell.cell_type == "code"]
        given = [cell.source for cell in cells if is_course_cell(cell)]
        sources = {
            "student": given,
            "other": given,
            "tester": given + [cell.source for cell in cells if is_graded(cell)],
        }
        with self._lock:
            if sources != self._primed:
                self._primed = sources
                for role in list(self._interpreters):
                    # the one that takes its place is primed when it starts
                    with contextlib.suppress(wire.Closed):
                        self._interpreter(role).prime(sources[role])

    def fork(self, role: str, slot: int, *sockets: socket.socket) -> Child:
        for last in (False, True):
            try:
                return self._interpreter(role).fork(slot, *sockets)
            except wire.Closed:
                if last:
                    raise GraderFaultError(f"the {role} interpreter ended twice") from None
        raise AssertionError

    def spent(self) -> float:
        """Seconds of processor time that all submissions up to now took, both processes together."""
        return sum(one.spent() for one in list(self._interpreters.values()))

    def make_data(self, scale: float) -> str:
        """Make the tables of a scale factor, which no sandbox can write; returns what went wrong,
        in words. Raises ``GraderFaultError`` for a scale that no lab uses."""
        if scale not in SCALES:
            raise GraderFaultError(f"the test process asked for data of scale {scale!r}")
        with self._making:
            try:
                data.generate(scale)
            except data.DataError as error:
                return str(error)
        return ""

    def run(
        self,
        nb: NotebookNode,
        seed: str = "",
        tell: Callable[[NotebookNode | CheckEnded], None] | None = None,
    ) -> NotebookNode:
        """Execute ``nb`` in place. Hidden tests draw their data from ``seed``; empty: the public
        one. ``tell`` hears of every cell and of every graded check as soon as it has ended.

        Raises ``GraderFaultError`` where there can be no verdict.
        """
        self._prime(nb)
        slot = self._slots.take()
        try:
            with Submission(self, nb, slot, tell) as submission:
                with self._lock:
                    self._running.add(submission)
                try:
                    submission.run(seed)
                finally:
                    with self._lock:
                        self._running.discard(submission)
        finally:
            self._slots.give_back(slot)
        return nb

    def abandon(self) -> None:
        """End what runs now, from another thread: its ``run`` returns, or raises ``GraderFaultError``,
        without a verdict that anybody should read."""
        with self._lock:
            for submission in self._running:
                submission.abandon()
