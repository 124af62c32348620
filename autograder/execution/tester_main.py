"""The test process: runs the course's own cells and the graded tests. No byte of the student's runs
here.

A test's global names that this process does not know are asked of the student's process: its
functions and classes stand here as proxies (``RemoteObject``), its data as copies.
"""

from __future__ import annotations

import builtins
import dis
import os
import socket
from functools import cache
from types import CodeType

from autograder.execution import wire
from autograder.execution.bridge import StudentError
from autograder.execution.graded_cluster import Slices
from autograder.execution.shell import CellShell, as_json
from autograder.execution.tester_end import TesterEnd
from autograder.execution.timed_calls import untimed
from autograder.execution.two_processes import TwoProcesses
from autograder.execution.usage import Waits
from warehouse import data
from warehouse.checks import exercise, host, one_check
from warehouse.checks.generated import SEED_VARIABLE
from warehouse.checks.keep import OWN_DATA_VARIABLE
from warehouse.checks.limits import time_limit
from warehouse.checks.outcomes import Outcome, OverLimit, Result

NAMES_SECONDS = 10.0  # what the student's process may take to say what it holds


@cache
def global_names(source: str) -> frozenset[str]:
    """Every global name that the code of a cell looks up, its inner functions included."""
    found: set[str] = set()
    todo = [compile(source, "<cell>", "exec")]
    while todo:
        code = todo.pop()
        found |= {
            str(step.argval)
            for step in dis.get_instructions(code)
            if step.opname in ("LOAD_NAME", "LOAD_GLOBAL")
        }
        todo += [constant for constant in code.co_consts if isinstance(constant, CodeType)]
    return frozenset(found)


def prime(shell: CellShell, sources: list[str]) -> None:
    """Before there is any child: do what depends on the course's cells alone, so that it is done
    once for a class."""
    for source in sources:
        global_names(source)
        shell.prime(source)


def main(shell: CellShell, grader: socket.socket) -> None:
    """Serve until the grader hangs up: ["course", source] runs a cell of the course's, ["test",
    source] a graded one.

    First of all comes ["seed", text, own, live]: what the tests' data grow from, and whether
    somebody wants to hear of each check as it ends.
    """

    def new_student(what: str = "need student") -> socket.socket:
        wire.send(grader, [what])
        _, fds, _, _ = socket.recv_fds(grader, 1, 2)
        if not fds:
            raise wire.Closed("the grader has gone")
        waits.add(fds[1:])
        return socket.socket(fileno=fds[0])

    def make_data(scale: float) -> None:
        with untimed():  # the wait is not the check's
            wire.send(grader, ["need data", scale])
            (trouble,), _ = wire.receive(grader)
        if trouble:
            raise data.DataError(trouble)

    def memory() -> int:
        wire.send(grader, ["need memory"])
        (used,), _ = wire.receive(grader)
        return int(used)

    _, seed, own, live = wire.receive(grader)[0]
    if seed:
        os.environ[SEED_VARIABLE] = seed
    if own:
        os.environ[OWN_DATA_VARIABLE] = "yes"
    waits = Waits()
    end = TesterEnd(new_student, waits)
    slices = Slices(lambda: new_student("need slice"))
    both = TwoProcesses(end, shell.user_ns, slices, make_data, memory, waits)
    if live:
        _tell_of_checks(grader)
    with host.hosted_by(both):
        _serve(shell, grader, both)


def _tell_of_checks(grader: socket.socket) -> None:
    """In this process, which ends with its notebook: say what every check found when it has ended.
    Somebody waits for it, so a check that runs over its limit is the last one of its cell.

    From outside, since the checks' own code is part of what the answers corpus was judged by.
    """
    whole = exercise.Exercise.run
    single = exercise.run_one

    def run(self: exercise.Exercise) -> list[Result]:
        spoilt = ""

        def one(check: one_check.Check, seconds: float, because: str = "") -> Result:
            nonlocal spoilt
            if spoilt:
                words = f"not tried: the check {spoilt!r} ran over its limit"
                result = Result(check.name, check.title, check.points, Outcome.OVER_LIMIT, words)
            else:
                result = single(check, seconds, because)
                spoilt = check.title if result.outcome is Outcome.OVER_LIMIT else ""
            wire.send(grader, ["check ended", self.name, result.as_data(), len(self._checks)])
            return result

        exercise.run_one = one
        return whole(self)

    exercise.Exercise.run = run


def _serve(shell: CellShell, grader: socket.socket, both: TwoProcesses) -> None:
    end = both.end
    while True:
        try:
            (kind, source), _ = wire.receive(grader)
        except wire.Closed:
            return
        held: dict[str, object] = {}
        if kind == "test":
            wanted = sorted(global_names(source) - shell.user_ns.keys() - set(dir(builtins)))
            try:
                with time_limit(NAMES_SECONDS):
                    both.new_cell()
                    held = end.names(wanted) if wanted else {}
            except (StudentError, OverLimit) as error:
                words = str(error) or "the notebook's process does not answer"
                wire.send(
                    grader,
                    ["output", {"output_type": "stream", "name": "stdout", "text": f"{words}\n"}],
                )
            shell.user_ns.update(held)
        ok = shell.run(source, lambda output: wire.send(grader, ["output", as_json(output)]))
        for name in held:
            shell.user_ns.pop(name, None)
        end.end_cell()
        wire.send(grader, ["done", ok, end.sock is not None, both.slices.end_cell()])
