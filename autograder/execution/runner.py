"""One notebook through both processes: the student's cells in one, the graded tests in the other,
outputs put into the cells.

``Runner`` owns the two warm interpreters of a lab and may be used from several threads. It has no
gradebook, no solutions and no student's name; what it gets is a notebook that already holds the
graded tests, what it gives back is that notebook executed.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import psutil
from nbformat import NotebookNode
from nbgrader.utils import is_grade

from autograder.execution import wire
from autograder.execution.cells import (
    SKIPPED,
    is_course_cell,
    is_graded,
    is_standin,
    without_probes,
)
from autograder.execution.kept import PrivateFolder
from autograder.execution.outputs import Outputs, error_output, no_verdict, seal
from autograder.execution.sandbox import GIB, Box, Limits
from autograder.execution.slots import Slots
from autograder.execution.warm import Child, WarmInterpreter
from autograder.paths import WAREHOUSE
from warehouse import data

# environment variable; "yes": what --no-sandbox says, for a machine that has none
NO_SANDBOX = "COURSE_NO_SANDBOX"
OBEY_SECONDS = 5.0  # from an interrupt to the end of patience: a call of numpy's ends first
MOST_A_CELL = 12  # new processes that the tests of one graded cell may use up ...
MOST_SLICES = 20  # ... and slices' processes of a cluster, where a cell needs nine or so
PATIENCE_SECONDS = 10.0  # between two parts of a message
SCALES = (0.01, 0.1, 1)  # of TPC-H, that labs use
LOOK_SECONDS = 0.5  # how often a running process's memory is looked at


class GraderFaultError(Exception):
    """The course's own machinery failed while a submission ran: it must be graded again, not given
    a bad grade."""


@dataclass(frozen=True)
class Settings:
    """``cell_seconds`` of one cell of the student's; ``test_seconds`` of one graded cell, whose
    checks have limits of their own; ``submission_seconds`` of everything; ``largest_output`` bytes
    of outputs kept of a cell; ``memory`` bytes in use by all processes of one submission;
    ``most_restarts`` processes that one submission may use up; ``own_data``: every submission's
    seed is its own."""

    cell_seconds: float = 10
    test_seconds: float = 120
    submission_seconds: float = 300
    largest_output: int = 1_000_000
    memory: int = 4 * GIB
    most_restarts: int = 120
    sandboxed: bool = field(default_factory=lambda: os.environ.get(NO_SANDBOX) != "yes")
    own_data: bool = False


class _Ended(Exception):
    """The process that was waited for is gone; says why."""


class Runner:
    """The warm interpreters of one lab. ``run`` may be called from several threads at once. Close
    it, or use it in a with."""

    def __init__(self, lab: str, settings: Settings = Settings()):
        self.lab, self.settings = lab, settings
        self._lock, self._making = threading.Lock(), threading.Lock()
        self._starting = {role: threading.Lock() for role in ("student", "tester", "other")}
        self._interpreters: dict[str, WarmInterpreter] = {}
        self._slots = Slots()
        self._private = PrivateFolder()
        self._primed: dict[str, list[str]] = {}  # sources of cells by role
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
                box = Box(readable, writable, Limits())
                found = WarmInterpreter(
                    role, self.lab, box, self._private.home, self.settings.sandboxed
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
        in words."""
        with self._making:
            try:
                data.generate(scale)
            except data.DataError as error:
                return str(error)
        return ""

    def run(self, nb: NotebookNode, seed: str = "") -> NotebookNode:
        """Execute ``nb`` in place. Hidden tests draw their data from ``seed``; empty: the public
        one.

        Raises ``GraderFaultError`` where there can be no verdict.
        """
        self._prime(nb)
        slot = self._slots.take()
        try:
            with _Submission(self, nb, slot) as submission:
                submission.run(seed)
        finally:
            self._slots.give_back(slot)
        return nb


class _Submission:
    """One notebook's two processes, for the time that it takes."""

    def __init__(self, runner: Runner, nb: NotebookNode, slot: int):
        self.runner, self.settings, self.nb, self.slot = runner, runner.settings, nb, slot
        self.ran: list[str] = []  # sources of the student's cells to run again in a new process
        self.starts = 0
        self.student: Child | None = None
        self.tester: Child | None = None
        self.to_student: socket.socket | None = None
        self.to_tester: socket.socket | None = None
        # the student's end for the tests, until the tests ask for it
        self.tests_socket: socket.socket | None = None
        self.slices: list[tuple[Child, socket.socket]] = []
        # the student's process is still busy with a call that the tests gave up, or gone
        self.lost = False
        self.handed = 0  # new processes that the tests of this cell have had
        self._last_words = ""
        # what the student's cells show under an id
        self.displays: dict[str, list[NotebookNode]] = {}

    def __enter__(self) -> _Submission:
        return self

    def __exit__(self, *exception: object) -> None:
        self._end_slices()
        for child in (self.student, self.tester):
            if child:
                child.kill()
        for sock in (self.to_student, self.to_tester):
            if sock:
                sock.close()

    def run(self, seed: str) -> None:
        self.deadline = time.monotonic() + self.settings.submission_seconds
        ours, theirs = _pair()
        self.tester, self.to_tester = self.runner.fork("tester", 2 * self.slot + 1, theirs), ours
        wire.send(self.to_tester, ["seed", seed, self.settings.own_data])
        self.tests_socket = self.new_student()
        count = 0
        for cell in self.nb.cells:
            if cell.cell_type != "code" or SKIPPED in cell.metadata.get("tags", []):
                continue
            count += 1
            cell.execution_count = count
            cell.outputs = []
            if is_course_cell(cell):
                self._course_cell(cell)
            if is_graded(cell):
                self.graded_cell(cell)
                seal(cell)
            else:
                self.student_cell(cell)
                no_verdict(cell)

    # --- the student's process ---------------------------------------------------------------------------------------

    def new_student(self) -> socket.socket:
        """A new process that has run again what ran before; returns the socket on which it serves
        the tests."""
        if self.student:
            self.student.kill()
            self.to_student.close()
        self.starts += 1
        if self.starts > self.settings.most_restarts + 1:
            raise _Ended(f"the notebook used up {self.settings.most_restarts} processes")
        ours, theirs = _pair()
        tests_here, tests_there = socket.socketpair()
        self.student, self.to_student = (
            self.runner.fork("student", 2 * self.slot, theirs, tests_there),
            ours,
        )
        for at, source in enumerate(list(self.ran)):
            try:
                self.ran[at] = self._in_student(source, lambda output: None)
            except _Ended:  # ran before and does not now: it is left out from here on
                self.ran.remove(source)
                tests_here.close()
                return self.new_student()
        return tests_here

    def student_cell(self, cell: NotebookNode) -> None:
        keep = Outputs(cell, self.settings.largest_output, self.displays)
        if self.lost:
            self.tests_socket, self.lost = self._another_student(), False
        try:
            ran = self._in_student(cell.source, keep)
            if not is_grade(cell):
                self.ran.append(ran)
        except _Ended as ended:
            keep(error_output("OverLimit" if "longer" in str(ended) else "KernelDied", str(ended)))
            self.tests_socket = self._another_student()
            if is_standin(cell):
                with contextlib.suppress(_Ended):
                    self.ran.append(self._in_student(without_probes(cell.source), keep))

    def _in_student(self, source: str, emit) -> str:
        """Run a cell in the student's process; returns what a new process has to run in its place:
        all of it, or where it had to be interrupted what was over by then, since the rest would
        cost its time again every time. Raises ``_Ended`` when the process is of no use any more."""
        try:
            wire.send(self.to_student, ["cell", source])
        except (wire.Closed, OSError):
            raise _Ended("the Python process has ended") from None
        limit = time.monotonic() + self.settings.cell_seconds
        too_long = f"the cell ran longer than {self.settings.cell_seconds:g} s"
        interrupted = 0.0
        flood = 0
        while True:
            now = time.monotonic()
            if interrupted and now > interrupted + OBEY_SECONDS:
                self.student.kill()
                raise _Ended(f"{too_long}, or the submission too long, and was stopped")
            if not interrupted and now > min(limit, self.deadline):
                self.student.interrupt()
                interrupted = now
            if not select.select([self.to_student], [], [], LOOK_SECONDS)[0]:
                self._look_at_memory()
                continue
            try:
                message, _ = wire.receive(self.to_student)
            except (wire.Closed, wire.Malformed, OSError):
                raise _Ended(
                    self._last_words
                    or "this cell ended the Python process (exit, a crash, or out of memory)"
                ) from None
            match message:
                case ["output", dict(output)]:
                    flood += len(str(output)) if flood < 64 << 20 else 0
                    if flood >= 64 << 20:
                        self.student.kill()
                        raise _Ended("the cell put out more than 64 MB and was stopped")
                    emit(output)
                case ["done", bool(), str(finished)]:
                    if interrupted:
                        emit(error_output("OverLimit", f"{too_long} and was stopped"))
                    return (
                        source
                        if not interrupted
                        else finished
                        if len(finished) < len(source)
                        else ""
                    )
                case _:
                    self.student.kill()
                    raise _Ended("this cell wrote into the grader's own channel and was stopped")

    def _look_at_memory(self) -> None:
        """End the student's processes when together they use more memory than a submission may."""
        try:
            first = psutil.Process(self.student.pid)
            used = sum(
                process.memory_info().rss for process in [first, *first.children(recursive=True)]
            )
        except psutil.Error:
            return
        if used > self.settings.memory:
            self._last_words = f"the code used more than {self.settings.memory / GIB:g} GiB of memory and was stopped"
            self.student.kill()

    # --- the test process --------------------------------------------------------------------------------------------

    def _course_cell(self, cell: NotebookNode) -> None:
        outputs: list[dict] = []
        self._in_tester(["course", cell.source], outputs.append)
        failed = [output for output in outputs if output.get("output_type") == "error"]
        if failed:
            raise GraderFaultError(
                f"the notebook's cell {cell.get('id')!r} failed: {failed[0]['ename']}: {failed[0]['evalue']}"
            )

    def graded_cell(self, cell: NotebookNode) -> None:
        keep = Outputs(cell, self.settings.largest_output)
        if time.monotonic() > self.deadline:
            keep(
                error_output(
                    "OverLimit",
                    f"the submission ran longer than {self.settings.submission_seconds:g} s",
                )
            )
            return
        self.handed = 0
        self._in_tester(["test", cell.source], keep)
        self._end_slices()
        for output in cell.outputs:
            if output.output_type == "error" and output.ename == "GraderFault":
                raise GraderFaultError(f"{cell.get('id')}: {output.evalue}")

    def _in_tester(self, request: list, emit) -> None:
        wire.send(self.to_tester, request)
        limit = time.monotonic() + self.settings.test_seconds
        while True:
            if time.monotonic() > limit:
                raise GraderFaultError(
                    f"a graded cell's checks did not come to an end within {self.settings.test_seconds:g} s"
                )
            if not select.select([self.to_tester], [], [], LOOK_SECONDS)[0]:
                self._look_at_memory()
                continue
            try:
                message, _ = wire.receive(self.to_tester)
            except (wire.Closed, wire.Malformed, OSError) as ended:
                raise GraderFaultError(f"the test process ended: {ended}") from ended
            match message:
                case ["output", dict(output)]:
                    emit(output)
                case ["need student"]:
                    self._hand_over()
                case ["need slice"]:
                    self._hand_over_a_slice()
                case ["need data", scale] if scale in SCALES:
                    before = time.monotonic()
                    wire.send(self.to_tester, [self.runner.make_data(scale)])
                    limit += time.monotonic() - before
                case ["done", bool(), bool(in_step)]:
                    self.lost = self.lost or (not in_step and self.tests_socket is None)
                    return
                case _:
                    raise GraderFaultError("the test process said something unknown")

    def _hand_over(self) -> None:
        """Give the test process the socket of a living student's process."""
        if self.tests_socket is None:
            self.handed += 1
        # an answer that ends its process at every call: what is left is for the others
        used_up = self.handed > MOST_A_CELL
        tests_end = wire.nobody() if used_up else self.tests_socket or self._another_student()
        self.tests_socket, self.lost = None, used_up
        socket.send_fds(self.to_tester, [b"."], [tests_end.fileno()])
        tests_end.close()

    def _hand_over_a_slice(self) -> None:
        # it ends them at every call
        used_up = len(self.slices) >= MOST_SLICES or self.starts > self.settings.most_restarts
        tests_end = wire.nobody() if used_up else self._new_slice()
        socket.send_fds(self.to_tester, [b"."], [tests_end.fileno()])
        tests_end.close()

    def _new_slice(self) -> socket.socket:
        """One more process of the student's, that has run what ran; it is there until the graded
        cell is over."""
        self.starts += 1
        ours, theirs = _pair()
        tests_here, tests_there = socket.socketpair()
        # Python hashes texts differently there, as in any two processes
        role = "other" if len(self.slices) % 2 else "student"
        child = self.runner.fork(role, 2 * self.slot, theirs, tests_there)
        self.slices.append((child, ours))
        main, self.student, self.to_student = (self.student, self.to_student), child, ours
        try:
            for at, source in enumerate(self.ran):
                with contextlib.suppress(_Ended):
                    self.ran[at] = self._in_student(source, lambda output: None)
        finally:
            self.student, self.to_student = main
        return tests_here

    def _end_slices(self) -> None:
        for child, sock in self.slices:
            child.kill()
            sock.close()
        self.slices.clear()

    def _another_student(self) -> socket.socket:
        """As ``new_student``; when the notebook has used up all that it may have, a socket that
        nobody serves."""
        try:
            return self.new_student()
        except _Ended:
            return wire.nobody()


def _pair() -> tuple[socket.socket, socket.socket]:
    """A connection to a child. Whoever starts a message has to go on with it: the grader waits for
    no half one."""
    ours, theirs = socket.socketpair()
    ours.settimeout(PATIENCE_SECONDS)
    return ours, theirs
