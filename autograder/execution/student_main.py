"""The student's process: runs the notebook's own cells for the grader, and calls from the test
process in between."""

from __future__ import annotations

import ast
import builtins
import pdb
import select
import signal
import socket
import sys
from types import FrameType

from IPython.core import debugger

from autograder.execution import plots, wire
from autograder.execution.absent import GoOn
from autograder.execution.shell import CellShell, as_json
from autograder.execution.student_end import StudentEnd
from warehouse.checks.outcomes import Raised


def where(error: BaseException) -> str:
    """The line of the notebook that was running when ``error`` was raised, in words."""
    return Raised(error, "").where


def finished(source: str, python: str, line: int) -> str:
    """Of a cell that was stopped at a line, the statements that had come to their end before: its
    definitions, as a rule. ``python``: what IPython makes of the cell, magics being calls in it; a
    cell magic makes one line of all, and then nothing is told apart."""
    # empty lines at the head are taken off by IPython
    lines = source.strip("\n").split("\n")
    if len(python.strip("\n").split("\n")) != len(lines):
        return ""
    try:
        body = ast.parse(python).body
    except SyntaxError:
        return ""
    last = max(
        (statement.end_lineno for statement in body if statement.end_lineno < line), default=0
    )
    return "\n".join(lines[:last])


class Stop:
    """What an interrupt calls: notes the line at which the cell was, 0 where none was interrupted,
    and raises. Not the traceback's, since what runs in the cell may swallow that (``%time``
    does)."""

    def __init__(self, names: dict):
        self.names, self.line = names, 0

    def __call__(self, signalled: int, frame: FrameType | None) -> None:
        while frame:
            if frame.f_code.co_name == "<module>" and frame.f_globals is self.names:
                self.line = frame.f_lineno  # the outermost is the cell's own
            frame = frame.f_back
        raise KeyboardInterrupt


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
    stop = Stop(shell.user_ns)
    signal.signal(signal.SIGINT, stop)
    watched = [grader, tests]
    while True:
        try:
            ready, _, _ = select.select(watched, [], [])
            if grader in ready:
                (kind, source), _ = wire.receive(grader)
                stop.line = 0
                ok = shell.run(
                    source, lambda output: wire.send(grader, ["output", as_json(output)])
                )
                done = ""
                if stop.line:
                    done = finished(source, shell.transform_cell(source), stop.line)
                wire.send(grader, ["done", ok, done])
            elif tests in ready:
                try:
                    end.loop_once()
                except wire.Closed:
                    watched.remove(tests)
        except KeyboardInterrupt:  # meant for a cell that has just come to its end
            continue
        except wire.Closed:
            return
