"""The cell "graded checks" where the whole course is there: run by hand, its exercise is graded on the spot.

This is the kernel's side, an IPython extension. What has been run in this kernel goes to another process,
which holds the hidden checks; back come messages. Nothing that is hidden gets into the kernel or the
notebook. The other process (``beside_kernel``) takes seconds to start, so it does when a front end opens the
notebook, else when a person runs its setup: it is there when the first answer is.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

from IPython.core.interactiveshell import ExecutionInfo, ExecutionResult, InteractiveShell
from IPython.display import display

from autograder.paths import source_notebook
from warehouse.graded_cell import LATER, answer_with, lab_in, number_of

#: The other process, after Python and before the lab and the folder.
ANSWERING = ("-P", "-m", "autograder.reader.beside_kernel")
#: What a setup imports of its lab, before it has run.
IMPORTS = re.compile(r"^from warehouse\.(\w+)(?:\.\w+)* import", re.MULTILINE)
#: In which a Jupyter server tells a kernel the notebook that a person has opened.
OPENED = "JPY_SESSION_NAME"


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
            if self.process is None:
                self.start(next(filter(has_checks, IMPORTS.findall(source)), ""))

    def has_run(self, result: ExecutionResult) -> None:
        """A cell has been run: by now it is known which lab this is, if it was the setup."""
        if self.cells:
            self.start(lab_in(self.shell.user_ns))

    def start(self, lab: str) -> None:
        """Have the other process load what it needs for this lab, unless it has."""
        if not has_checks(lab):
            return
        if self.process is not None:
            if self.lab == lab and self.process.poll() is None:
                return
            self.stop()
        self.lab = lab
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
        lab = lab_in(self.shell.user_ns)
        if not lab:
            print("Run the notebook's first cell, the setup, before this one.")
            return
        self.start(lab)
        if self.process is None:
            print(LATER)
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


def has_checks(lab: str) -> bool:
    """Whether there is such a lab, and who runs this kernel may read its checks."""
    return bool(lab) and os.access(source_notebook(lab), os.R_OK)


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
    shell.events.register("post_run_cell", grader.has_run)
    answer_with(shell, grader.answer)
    grader.start(Path(os.environ.get(OPENED, "")).stem)
