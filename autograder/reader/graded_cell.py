"""The cell "graded checks" where the whole course is there: run by hand, its exercise is graded on the spot.

This is the kernel's side, an IPython extension. What has been run in this kernel goes to another process,
which holds the hidden checks and starts when the notebook's setup has run; back come messages. Nothing that
is hidden gets into the kernel or the notebook. See ``answering`` for the other side.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import subprocess
import sys

from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult, InteractiveShell
from IPython.display import display

from autograder.paths import ROOT
from warehouse.graded_cell import LATER, answer_with, lab_in, number_of

#: The other process, after Python and before the lab and the folder.
ANSWERING = ("-P", "-m", "autograder.reader.answering")


class Grader:
    """One kernel's. ``cells``: by id the sources that a person ran, in the order of their last runs."""

    def __init__(self, shell: InteractiveShell):
        self.shell = shell
        self.cells: dict[str, str] = {}
        self.process: subprocess.Popen | None = None
        self.lab = ""

    def ran(self, info: ExecutionInfo) -> None:
        """A cell is about to be run."""
        source, cell_id = info.raw_cell or "", getattr(info, "cell_id", None)
        if cell_id and not number_of(source):
            self.cells.pop(cell_id, None)
            self.cells[cell_id] = source

    def start(self, result: ExecutionResult | None = None) -> None:
        """Once it is known which lab this is, have the other process load what it needs, meanwhile."""
        if self.process is not None and self.process.poll() is None:
            return
        self.lab = lab_in(self.shell.user_ns)
        source = ROOT / "solutions" / self.lab / f"{self.lab}.ipynb"
        if not self.lab or not self.cells or not os.access(source, os.R_OK):
            return
        self.process = subprocess.Popen(
            [sys.executable, *ANSWERING, self.lab, os.getcwd()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # the kernel's interrupt is not its
            text=True,
            encoding="utf-8",
        )

    def answer(self, number: int) -> None:
        """Show below the cell what the checks of this exercise find."""
        self.start()
        if self.process is None:
            print(
                LATER if self.lab else "Run the notebook's first cell, the setup, before this one."
            )
            return
        cells = [
            {"id": cell_id, "source": source}
            for cell_id, source in self.cells.items()
            if binds(source)
        ]
        request = {"exercise": number, "cells": cells, "can_ask": self.can_ask()}
        try:
            said = self.said(request)
            if said and "prompt" in said:
                display(said["show"], raw=True)
                said = self.said({**request, "prediction": input(said["prompt"])})
        except KeyboardInterrupt:
            self.stop()
            print("stopped: nothing was graded")
            return
        if not said:
            self.stop()
            print("the process that grades has ended: run this cell again")
            return
        display(said["show"], raw=True)

    def can_ask(self) -> bool:
        """Whether whoever ran this cell has said that a person there can be asked something."""
        return bool(self.shell.get_parent().get("content", {}).get("allow_stdin"))

    def said(self, request: dict) -> dict:
        """What the other process answers; nothing where it has ended."""
        try:
            self.process.stdin.write(json.dumps(request) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except OSError:
            line = ""
        return json.loads(line) if line else {}

    def stop(self) -> None:
        """End the other process; another takes its place when it is needed."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            with contextlib.suppress(OSError):  # what it had not read yet
                self.process.stdin.close()
            self.process.stdout.close()
        self.process = None


def binds(source: str) -> bool:
    """Whether later cells may need this one: it defines, imports or assigns something. What only
    looks at something, and may take its time, is not run again."""
    try:
        body = ast.parse(source).body
    except SyntaxError:  # magics, or what the reader shall hear of
        return True
    return any(not isinstance(statement, (ast.Expr, ast.Pass, ast.Assert)) for statement in body)


def load_ipython_extension(shell: InteractiveShell) -> None:
    grader = Grader(shell)
    shell.events.register("pre_run_cell", grader.ran)
    shell.events.register("post_run_cell", grader.start)
    answer_with(shell, grader.answer)
