"""The student's process: runs the notebook's own cells for the grader, and calls from the test
process in between."""

from __future__ import annotations

import ast
import builtins
import pdb
import select
import socket
import sys
import traceback

from IPython.core import debugger

from autograder.execution import plots, wire
from autograder.execution.absent import GoOn
from autograder.execution.shell import CellShell, as_json
from autograder.execution.student_end import StudentEnd
from warehouse.checks.outcomes import Raised


def where(error: BaseException) -> str:
    """The line of the notebook that was running when ``error`` was raised, in words."""
    return Raised(error, "").where


def finished(source: str, failure: BaseException | None) -> str:
    """Of a cell that ``failure`` ended, the statements that had come to their end before: its
    definitions, as a rule."""
    frames = traceback.walk_tb(failure.__traceback__ if failure else None)
    line = next((number for frame, number in frames if frame.f_code.co_name == "<module>"), 1)
    try:
        body = ast.parse(source).body
    except SyntaxError:  # magics
        return ""
    last = max(
        (statement.end_lineno for statement in body if statement.end_lineno < line), default=0
    )
    return "\n".join(source.split("\n")[:last])


def main(shell: CellShell, grader: socket.socket, tests: socket.socket) -> None:
    """Serve, with a new shell, until the grader hangs up. Cells come from ``grader``, calls from
    ``tests``."""
    end = StudentEnd(tests, shell.user_ns, where)
    # as in a notebook, also while the tests call; last, so that no file of the student's is taken for
    # a module of Python's
    sys.path.append("")
    sys.argv[:] = [""]
    sys.breakpointhook, builtins.input = shell.go_on, shell.raw_input
    pdb.set_trace = debugger.set_trace = shell.go_on
    shell.ast_transformers.append(GoOn())
    plots.come_inline()
    watched = [grader, tests]
    while True:
        try:
            ready, _, _ = select.select(watched, [], [])
            if grader in ready:
                (kind, source), _ = wire.receive(grader)
                ok = shell.run(
                    source, lambda output: wire.send(grader, ["output", as_json(output)])
                )
                wire.send(grader, ["done", ok, "" if ok else finished(source, shell.failure)])
            elif tests in ready:
                try:
                    end.loop_once()
                except wire.Closed:
                    watched.remove(tests)
        except KeyboardInterrupt:  # meant for a cell that has just come to its end
            continue
        except wire.Closed:
            return
