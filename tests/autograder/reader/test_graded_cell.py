"""A graded cell that a person runs by hand: graded on the spot where the whole course is, explained where
it is not, and left alone by whoever runs a notebook as a whole."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import nbformat
import psutil
import pytest
from IPython.core.application import ENV_CONFIG_DIRS
from jupyter_client.manager import start_new_kernel
from nbclient import NotebookClient
from nbgrader import utils
from traitlets.config import PyFileConfigLoader

from autograder import paths, setup_course
from autograder.execution.cells import is_grade
from autograder.paths import UsageError
from autograder.reader import answering, graded_cell, install
from autograder.reader.attempts import Attempts
from conftest import RIGHT_RLE, released
from warehouse import graded_cell as plain
from warehouse.zone_maps import standins

PATIENCE = 60  # seconds
LAB = "compression"
CELLS = {cell["id"]: cell.source for cell in released().cells}
CHECKS = CELLS["rle-checks"]


class Kernel:
    """A kernel as JupyterLab speaks to it: each request says which cell it is of."""

    def __init__(self, extension: str, folder: Path, profile: Path, opened: str = ""):
        config = profile / "profile_default" / "ipython_kernel_config.py"
        config.parent.mkdir(parents=True)
        config.write_text(f"c.InteractiveShellApp.extensions = [{extension!r}]\n")
        environment = {**os.environ, "IPYTHONDIR": str(profile)}
        environment.pop(graded_cell.OPENED, None)
        if opened:
            environment[graded_cell.OPENED] = opened
        self.manager, self.client = start_new_kernel(cwd=str(folder), env=environment)

    def run(self, cell: str, source: str = "") -> str:
        """Run a cell, by its id and with the released source unless another is given: all that it shows."""
        content = {
            "code": source or CELLS[cell],
            "silent": False,
            "store_history": True,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": True,
        }
        message = self.client.session.msg(
            "execute_request", content, metadata={"cellId": cell} if cell else {}
        )
        self.client.shell_channel.send(message)
        shown = []
        while True:
            got = self.client.get_iopub_msg(timeout=PATIENCE)
            if got["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            said = got["content"]
            if said.get("execution_state") == "idle":
                return "".join(shown)
            assert got["msg_type"] != "execute_result", "nbgrader would read it as points"
            shown.append(said.get("text") or said.get("data", {}).get("text/plain", ""))
            shown += said.get("data", {}).get("text/html", "")

    def graders(self) -> list[psutil.Process]:
        own = psutil.Process(self.manager.provisioner.pid)
        return [it for it in own.children() if "autograder.reader.beside_kernel" in it.cmdline()]

    def end(self) -> None:
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)


@pytest.fixture
def started(tmp_path):
    kernels: list[Kernel] = []

    def start(extension: str, opened: str = "") -> Kernel:
        kernels.append(Kernel(extension, tmp_path, tmp_path / f"profile{len(kernels)}", opened))
        return kernels[-1]

    yield start
    for kernel in kernels:
        kernel.end()


def test_the_cell_grades_what_this_kernel_has_run(started):
    kernel = started(install.EXTENSION)
    assert "Run the notebook's first cell" in kernel.run("rle-checks")
    kernel.run("setup")
    assert "not started" in kernel.run("rle-checks")
    wrong = RIGHT_RLE.replace("if len(a) else np.empty(0, np.int64)", "")
    kernel.run("rle", wrong)
    shown = kernel.run("rle-checks")
    assert "rle: 9 of 10 points" in shown and "an empty column gives no runs" in shown
    assert "read:" in shown and "hint:" in shown
    kernel.run("rle", RIGHT_RLE)
    assert "rle: 10 of 10 points" in kernel.run("rle-checks")
    nothing = [
        name
        for name in ("TwoProcesses", "hypothesis", "solutions")
        if name in kernel.run("", "print(dir())")
    ]
    assert nothing == [], "nothing hidden is in the kernel"
    (grader,) = kernel.graders()
    kernel.end()
    assert psutil.wait_procs([grader], timeout=PATIENCE)[1] == [], "it ends with its kernel"


def test_helpers_of_ones_own_count_wherever_they_were_run(tmp_path):
    with Attempts(LAB, tmp_path) as attempts:
        helped = RIGHT_RLE.replace("np.diff(starts", "steps(starts")
        helper = "def steps(starts, append):\n    return np.diff(starts, append=append)"
        cells = [
            {"id": "rle", "source": helped},
            {"id": "delta", "source": CELLS["delta"]},
            {"id": "0a1b2c3d", "source": helper},
        ]
        said = answering.answer(attempts, 1, cells)
        assert "rle: 10 of 10 points" in said["show"]["text/plain"]
        missing = answering.answer(attempts, 1, cells[:1])["show"]
        assert "steps" in missing["text/plain"] and "<b>" in missing["text/html"]
        answers = io.StringIO()
        answering.serve(attempts, [json.dumps({"exercise": 2, "cells": []})], answers)
        assert json.loads(answers.getvalue())["show"]["text/plain"] == answering.NOT_RUN


def test_a_copy_without_a_grader_says_when_and_how(started):
    kernel = started("warehouse.graded_cell")
    kernel.run("setup")
    assert "they run when your work is graded" in kernel.run("rle-checks")


def test_the_other_process_starts_when_a_notebook_is_opened(started):
    """And with it nothing is graded that this kernel has not run."""
    kernel = started(install.EXTENSION, f"labs/{LAB}/{LAB}.ipynb")
    (grader,) = kernel.graders()
    assert "Run the notebook's first cell" in kernel.run("rle-checks")
    kernel.run("setup")
    kernel.run("rle", RIGHT_RLE)
    assert "rle: 10 of 10 points" in kernel.run("rle-checks")
    assert kernel.graders() == [grader]
    assert started(install.EXTENSION, "notes/compression of files.ipynb").graders() == []


@pytest.fixture
def begun(monkeypatch):
    """A grader, and the labs for which it starts a process, of which there is none really."""
    found: list[str] = []

    def popen(command: list[str], **how: object) -> SimpleNamespace:
        found.append(command[-2])
        return SimpleNamespace(
            poll=lambda: None,
            kill=lambda: found.append("ended"),
            wait=lambda: None,
            stdin=io.StringIO(),
            stdout=io.StringIO(),
        )

    monkeypatch.setattr(graded_cell.subprocess, "Popen", popen)
    return graded_cell.Grader(SimpleNamespace(user_ns={}, get_parent=dict)), found


def test_else_when_a_person_is_about_to_run_the_setup(begun):
    grader, labs = begun
    grader.ran(SimpleNamespace(raw_cell=CELLS["setup"], cell_id=None))
    assert labs == [], "nbclient's"
    grader.ran(SimpleNamespace(raw_cell="from warehouse.plans import Scan", cell_id="0a"))
    assert labs == [], "no lab"
    grader.ran(SimpleNamespace(raw_cell=CELLS["setup"], cell_id="setup"))
    grader.ran(SimpleNamespace(raw_cell=CELLS["setup"], cell_id="setup"))
    assert labs == [LAB]


def test_a_kernel_that_turns_out_to_be_another_labs_has_the_other_process_changed(begun):
    grader, labs = begun
    grader.start(LAB)
    grader.ran(SimpleNamespace(raw_cell="import x", cell_id="setup"))
    grader.shell.user_ns["standins"] = standins
    grader.has_run(None)
    grader.has_run(None)
    assert labs == [LAB, "ended", "zone_maps"]


def test_where_the_sources_are_anothers_it_says_so_too(monkeypatch, capsys):
    """On a hub: a student's kernel may not read the course's sources."""
    shell = SimpleNamespace(user_ns={"standins": standins})
    grader = graded_cell.Grader(shell)
    grader.ran(SimpleNamespace(raw_cell="import x", cell_id="setup"))
    monkeypatch.setattr(graded_cell.os, "access", lambda path, mode: False)
    grader.answer(1)
    assert plain.LATER in capsys.readouterr().out and grader.process is None


def test_a_grader_that_has_ended_is_said_and_begun_again(capsys):
    shell = SimpleNamespace(user_ns={"standins": standins}, get_parent=dict)
    grader = graded_cell.Grader(shell)
    grader.ran(SimpleNamespace(raw_cell="import x", cell_id="setup"))
    grader.start("zone_maps")
    first = grader.process
    first.kill()
    first.wait()
    grader.process, first.poll = first, lambda: None  # it ends between the look and the question
    grader.answer(1)
    assert "has ended: run this cell again" in capsys.readouterr().out
    assert grader.process is None


def test_whoever_runs_a_notebook_as_a_whole_gets_what_they_got_before(
    started, tmp_path, monkeypatch
):
    """nbgrader's validate, nbclient, the book: no request of theirs says which cell it is of."""
    profile = tmp_path / "profile" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_kernel_config.py").write_text(
        f"c.InteractiveShellApp.extensions = [{install.EXTENSION!r}]\n"
    )
    monkeypatch.setenv("IPYTHONDIR", str(profile.parent))
    nb = released()
    nb.cells = [cell for cell in nb.cells if cell["id"] in ("setup", "rle-checks")]
    done = NotebookClient(
        nb, timeout=PATIENCE, resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    assert [cell.outputs for cell in done.cells] == [[], []]


@pytest.mark.parametrize("lab", paths.labs())
def test_every_graded_cell_is_known_by_what_a_release_leaves_of_it(lab):
    nb = nbformat.read(paths.released_notebook(lab), as_version=4)
    names = [cell["id"] for cell in nb.cells if cell["id"].endswith("-checks")]
    numbers = {
        cell["id"]: plain.number_of(cell.source) for cell in nb.cells if cell.cell_type == "code"
    }
    assert [numbers[name] for name in names] == list(range(1, len(names) + 1))
    assert sum(map(bool, numbers.values())) == len(names), "and no other cell"
    setup = next(cell.source for cell in nb.cells if cell["id"] == "setup")
    named = filter(graded_cell.has_checks, graded_cell.IMPORTS.findall(setup))
    assert next(named, "") == lab, "known before it has run, too"
    scope: dict = {}
    exec(setup, scope)
    assert plain.lab_in(scope) == lab


def test_what_is_graded_is_read_as_nbgrader_reads_it():
    for lab in paths.labs():
        for cell in nbformat.read(paths.source_notebook(lab), as_version=4).cells:
            assert is_grade(cell) is utils.is_grade(cell)


def test_the_interpreters_need_no_nbgrader():
    """Which takes as long to import as they take to start: both at once, while a reader waits."""
    code = "import sys, autograder.reader.beside_kernel; print('nbgrader' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=paths.ROOT, capture_output=True)
    assert done.stdout.decode().strip() == "False", done.stderr.decode()


def extensions(path: Path) -> list[str]:
    config = PyFileConfigLoader(path.name, path=str(path.parent)).load_config()
    return config.InteractiveShellApp.extensions.get_value([])


@pytest.mark.parametrize(
    ("source", "needed"),
    [
        ("def f(): pass", True),
        ("a = 1", True),
        ("f(3)", False),
        ("%time f()", True),
        ("assert f()", False),
    ],
)
def test_what_only_looks_is_not_run_again(source, needed):
    assert graded_cell.binds(source) is needed


def test_the_set_up_writes_its_line_and_leaves_anothers_file(tmp_path):
    path = install.install(tmp_path)
    assert extensions(path) == [install.EXTENSION] and install.install(tmp_path) == path
    assert str(Path(sys.prefix) / "etc" / "ipython") in ENV_CONFIG_DIRS, "where IPython looks"
    assert extensions(install.install(tmp_path, tmp_path / "nothing")) == [install.WITHOUT_CHECKS]
    setup_course.explain_graded_cells(tmp_path / "bundle")
    bundled = tmp_path / "bundle" / path.relative_to(tmp_path)
    assert extensions(bundled) == [install.WITHOUT_CHECKS]
    path.write_text("c = get_config()\n")
    with pytest.raises(UsageError, match="is not the course's: add to it the line"):
        install.install(tmp_path)
    assert path.read_text() == "c = get_config()\n"
