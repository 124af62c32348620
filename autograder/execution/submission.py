"""One notebook through its two processes, cell by cell: which process runs what, and which process
takes the place of one that is gone."""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from autograder.execution import usage, wire
from autograder.execution.cells import (
    SKIPPED,
    is_course_cell,
    is_example,
    is_grade,
    is_graded,
    is_standin,
    without_probes,
)
from autograder.execution.outputs import Outputs, error_output, no_verdict, seal
from autograder.execution.settings import CheckEnded, GraderFaultError
from autograder.execution.student_process import MOST_WAITED, Ended, StudentProcess
from autograder.execution.tester_process import TesterProcess

if TYPE_CHECKING:
    from autograder.execution.runner import Runner

#: New processes that the tests of one graded cell may use up: one for each check of the exercise
#: that has most.
MOST_A_CELL = 12
#: Slices' processes of a cluster that the tests of one graded cell may use up, where a right answer
#: needs nine or so.
MOST_SLICES = 20
#: Seconds between two parts of a message. What both ends do in a breath takes longer on a busy
#: machine, and the grader must not wait for who never goes on.
PATIENCE_SECONDS = 10.0


class Submission:
    """The two processes of a notebook, and its clusters' slices, for the time that it takes."""

    def __init__(
        self,
        runner: Runner,
        nb: NotebookNode,
        slot: int,
        tell: Callable[[NotebookNode | CheckEnded], None] | None = None,
    ):
        self.runner, self.settings, self.nb, self.slot = runner, runner.settings, nb, slot
        self._tell = tell
        self._begun = time.monotonic()
        self._over = False
        self.starts = 0
        self.student: StudentProcess | None = None
        self.slices: list[StudentProcess] = []
        self._ran_on_slices: list[str] = []  # what those that were kept have run
        ours, theirs = _pair()
        self.tester = TesterProcess(
            runner.fork("tester", 2 * slot + 1, theirs),
            ours,
            self.settings.test_seconds,
            {
                "need student": self._hand_over,
                "need slice": self._hand_over_a_slice,
                "need data": self._make_data,
                "need memory": self._tell_memory,
                "check ended": self._check_ended,
            },
            lambda: self.student.look_after(),
            self._waited,
        )
        self._waits = usage.Waits()  # of all processes of the student's up to now
        # the student's end for the tests, until the tests ask for it
        self._tests_socket: socket.socket | None = None
        self._ran: list[str] = []  # sources of the student's cells to run again in a new process
        # the student's process is still busy with a call that the tests gave up, or gone
        self._lost = False
        self._handed = 0  # new processes that the tests of this cell have had
        # what the student's cells show under an id
        self._displays: dict[str, list[NotebookNode]] = {}
        # whether a cell behind the first test has put something out
        self._held_back = False

    def __enter__(self) -> Submission:
        return self

    @property
    def deadline(self) -> float:
        """When it has to be over, by time.monotonic: what its processes waited for a processor is
        not counted."""
        most = self.settings.submission_seconds
        return self._begun + most + min(self._waits.seconds(), MOST_WAITED * most)

    def _is_over(self) -> bool:
        """Once it is, it stays so, whatever is found later of waits that are not counted."""
        self._over = self._over or time.monotonic() > self.deadline
        return self._over

    def _too_long(self) -> str:
        return f"the submission ran longer than {self.settings.submission_seconds:g} s"

    def __exit__(self, *exception: object) -> None:
        self._end_slices()
        self.tester.end()
        if self.student:
            self.student.end()
        self._waits.close()

    def abandon(self) -> None:
        """From another thread: have ``run`` come to its end at once. Its outputs are worth nothing
        then."""
        self._over = True
        for process in (self.tester, self.student):
            if process:
                process.child.kill()

    def run(self, seed: str) -> None:
        wire.send(self.tester.sock, ["seed", seed, self.settings.own_data, self._tell is not None])
        self._tests_socket = self.new_student()
        run = [
            cell
            for cell in self.nb.cells
            if cell.cell_type == "code" and SKIPPED not in cell.metadata.get("tags", [])
        ]
        tested, untested = False, 0  # of one's own cells
        for count, cell in enumerate(run, 1):
            cell.execution_count = count
            cell.outputs = []
            if is_course_cell(cell):
                self._course_cell(cell)
            if is_graded(cell):
                self._graded_cell(cell)
                seal(cell)
                tested = True
            elif tested and is_example(cell):
                self._held_back = True
            elif tested:  # it may have kept what a hidden test gave it
                self._student_cell(cell, self._hold_back)
            else:
                self._student_cell(cell, self._outputs(cell))
                untested += 1
            if self._tell:
                self._tell(cell)
        own = [cell for cell in run if not is_graded(cell)]
        if self._held_back:
            self._show_again(own, untested)
        for cell in own:
            no_verdict(cell)

    def _outputs(self, cell: NotebookNode) -> Outputs:
        return Outputs(cell, self.settings.largest_output, self._displays)

    def _hold_back(self, output: dict) -> None:
        self._held_back = True

    def _show_again(self, cells: list[NotebookNode], untested: int) -> None:
        """Give the student's cells the outputs that they have in a process which no test has
        called; examples behind the first test are run here alone.

        ``untested``: so many came before the first test. They keep their outputs where there is no
        time, or no process, to run them again.
        """
        self._end_all()
        self._ran, self._displays = [], {}
        try:
            self._tests_socket = self.new_student()
        except Ended as ended:
            for cell in cells[untested:]:
                cell.outputs = [error_output("OverLimit", f"not shown: {ended}")]
            return
        for at, cell in enumerate(cells):
            if at >= untested or not self._is_over():
                self._student_cell(cell, self._outputs(cell))

    def _end_all(self) -> None:
        """End every process that a test has called, and wait until they are gone: as long as one
        lives another can see what it has locked, which may stand for what it was given."""
        self._waits.seconds()  # while they can still be asked
        for process in (*self.slices, self.student):
            process.child.end()
        self._end_slices()

    # --- the student's process --------------------------------------------------------------------

    def new_student(self) -> socket.socket:
        """A new process that has run again what ran before; returns the socket on which it serves
        the tests. Raises ``Ended`` when the notebook has used up all that it may have."""
        while True:
            if self.student:
                self._waits.seconds()  # while it can still be asked
                self.student.end()
                if self._is_over():  # to run all again that ran would take its time once more
                    raise Ended(self._too_long())
            self.starts += 1
            if self.starts > self.settings.most_restarts + 1:
                raise Ended(f"the notebook used up {self.settings.most_restarts} processes")
            self.student, for_tests = self._start("student")
            for at, source in enumerate(list(self._ran)):
                try:
                    self._ran[at] = self._again(self.student, source)
                except Ended:  # ran before and does not now: it is left out from here on
                    self._ran.remove(source)
                    for_tests.close()
                    break
            else:
                return for_tests

    def _another_student(self) -> socket.socket:
        """As ``new_student``; when the notebook has used up all that it may have, a socket that
        nobody serves."""
        try:
            return self.new_student()
        except Ended:
            return wire.nobody()

    def _start(self, role: str) -> tuple[StudentProcess, socket.socket]:
        """A process of the student's that has run nothing, and its socket for the tests."""
        ours, theirs = _pair()
        for_tests, of_student = socket.socketpair()
        child = self.runner.fork(role, 2 * self.slot, theirs, of_student)
        self._waits.add(usage.open_waits(child.pid))
        chosen = self.settings
        return StudentProcess(child, ours, chosen.cell_seconds, chosen.memory), for_tests

    def _again(self, process: StudentProcess, source: str) -> str:
        return process.run(source, lambda output: None, self.deadline)

    def _student_cell(self, cell: NotebookNode, keep: Callable[[dict], None]) -> None:
        if self._is_over():
            keep(error_output("OverLimit", self._too_long()))
            return
        if self._lost:
            self._tests_socket, self._lost = self._another_student(), False
        try:
            ran = self.student.run(cell.source, keep, self.deadline)
            if not is_grade(cell):
                self._ran.append(ran)
        except Ended as ended:
            self._tests_socket = self._another_student()
            # the course's own, in a process that has run little else: whatever ended it may not come
            # again, and without it nothing is defined
            if is_course_cell(cell) and self._ran_anew(cell.source, keep):
                return
            keep(error_output("OverLimit" if "longer" in str(ended) else "KernelDied", str(ended)))
            if is_standin(cell):
                self._ran_anew(without_probes(cell.source), keep)

    def _ran_anew(self, source: str, keep: Callable[[dict], None]) -> bool:
        """Run a cell of the course's in the process that has taken another's place; whether it came
        to its end."""
        try:
            self._ran.append(self.student.run(source, keep, self.deadline))
        except Ended:
            return False
        return True

    # --- the test process -------------------------------------------------------------------------

    def _course_cell(self, cell: NotebookNode) -> None:
        outputs: list[dict] = []
        self._in_tester("course", cell, outputs.append)
        failed = [output for output in outputs if output.get("output_type") == "error"]
        if failed:
            raise GraderFaultError(
                f"the notebook's cell {cell.get('id')!r} failed: {failed[0]['ename']}: "
                f"{failed[0]['evalue']}"
            )

    def _graded_cell(self, cell: NotebookNode) -> None:
        keep = Outputs(cell, self.settings.largest_output)
        if self._is_over():
            keep(error_output("OverLimit", self._too_long()))
            return
        self._handed = 0
        self._bring_slices_up()
        if self._in_tester("test", cell, keep):
            self._ran_on_slices = list(self._ran)
        else:
            self._end_slices()
        for output in cell.outputs:
            if output.output_type == "error" and output.ename == "GraderFault":
                raise GraderFaultError(f"{cell.get('id')}: {output.evalue}")

    def _in_tester(self, kind: str, cell: NotebookNode, emit) -> bool:
        """Run a cell in the test process; returns whether that keeps the slices' processes."""
        in_step, slices_kept = self.tester.run(kind, cell.source, emit)
        self._lost = self._lost or (not in_step and self._tests_socket is None)
        return slices_kept

    def _hand_over(self) -> float:
        """Give the test process the socket of a living student's process."""
        if self._tests_socket is None:
            self._handed += 1
        # an answer that ends its process at every call: what is left is for the others
        used_up = self._handed > MOST_A_CELL
        for_tests = wire.nobody() if used_up else self._tests_socket or self._another_student()
        self._tests_socket, self._lost = None, used_up
        return self._give(for_tests, self.student)

    def _hand_over_a_slice(self) -> float:
        # it ends them at every call
        if len(self.slices) >= MOST_SLICES or self.starts > self.settings.most_restarts:
            return self._give(wire.nobody(), self.student)
        for_tests = self._new_slice()
        return self._give(for_tests, self.slices[-1])

    def _give(self, for_tests: socket.socket, process: StudentProcess) -> float:
        waits = usage.open_waits(process.child.pid)
        socket.send_fds(self.tester.sock, [b"."], [for_tests.fileno(), *waits])
        for_tests.close()
        for file in waits:
            os.close(file)
        return 0.0

    def _new_slice(self) -> socket.socket:
        """One more process of the student's, that has run what ran."""
        self.starts += 1
        # Python hashes texts differently there, as in any two processes
        process, for_tests = self._start("other" if len(self.slices) % 2 else "student")
        self.slices.append(process)
        for at, source in enumerate(self._ran):
            with contextlib.suppress(Ended):
                self._ran[at] = self._again(process, source)
        return for_tests

    def _bring_slices_up(self) -> None:
        """Have the slices' processes run what has run since; where that cannot be, others take
        their place when the tests ask for them."""
        done = len(self._ran_on_slices)
        if self._ran[:done] != self._ran_on_slices:
            self._end_slices()
        try:
            for process in self.slices:
                for at in range(done, len(self._ran)):
                    self._ran[at] = self._again(process, self._ran[at])
        except Ended:
            self._end_slices()

    def _end_slices(self) -> None:
        for process in self.slices:
            process.end()
        self.slices.clear()

    def _make_data(self, scale: object) -> float:
        """Have the tables of a scale factor made; the test process learns what went wrong."""
        started = time.monotonic()
        wire.send(self.tester.sock, [self.runner.make_data(scale)])
        return time.monotonic() - started

    def _waited(self) -> float:
        return usage.waited(self.tester.child.pid) + self._waits.seconds()

    def _check_ended(self, exercise: str, result: dict, of: int) -> float:
        """Pass on what the test process says of one check."""
        if self._tell:
            self._tell(CheckEnded(exercise, result, of))
        return 0.0

    def _tell_memory(self) -> float:
        """Tell the test process how much memory the student's holds."""
        wire.send(
            self.tester.sock,
            [usage.used(usage.family(self.student.child.pid), own_folders=False)],
        )
        return 0.0


def _pair() -> tuple[socket.socket, socket.socket]:
    """A connection to a child. Whoever starts a message has to go on with it: the grader waits for
    no half one."""
    ours, theirs = socket.socketpair()
    ours.settimeout(PATIENCE_SECONDS)
    return ours, theirs
