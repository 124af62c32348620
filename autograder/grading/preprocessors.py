"""What the course adds to nbgrader's own chain of preprocessors, so that plain ``nbgrader`` and
formgrader have it too.

Repair: the submission's structure. CourseExecute: running it, failing closed. Explain: hints beside
failing checks. HideHiddenTests: feedback that shows what a hidden test said and not what it is.
"""

from __future__ import annotations

import atexit
import os
import re
import tempfile
from copy import deepcopy
from functools import lru_cache
from uuid import uuid4

import nbformat
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.paths import jupyter_runtime_dir
from jupyter_core.utils import ensure_dir_exists
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from nbgrader.preprocessors import Execute, NbGraderPreprocessor
from nbgrader.utils import is_grade
from traitlets import Bool, CaselessStrEnum, Integer, Unicode

from autograder.execution.cells import is_standin, without_probes
from autograder.execution.outputs import error_output, seal, valid
from autograder.execution.runner import GraderFaultError, Runner, Settings
from autograder.grading import repair
from autograder.grading.submissions import seed_of
from autograder.paths import released_notebook
from autograder.reports import hints
from warehouse.checks import MIME
from warehouse.checks.generated import SEED_VARIABLE
from warehouse.checks.report import html

#: The mark of an obligation in a task's text: ``autograder.quality.obligations``.
OBLIGATION = r"[ \t]*<!--\s*must:\s*(?P<name>[a-z][a-z0-9_]*)\s*-->"


class CleanTasks(NbGraderPreprocessor):
    """For a release: takes the marks of obligations out of the tasks' text."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                cell.source = re.sub(OBLIGATION, "", cell.source)
        return nb, resources


class Repair(NbGraderPreprocessor):
    """Puts the student's answers into the released notebook; see ``autograder.grading.repair``."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        if repair.NOTES in nb.metadata:  # came through the intake, which repaired it already
            return nb, resources
        path = released_notebook(resources["nbgrader"]["assignment"])
        if path.stem != resources["nbgrader"]["notebook"] or not path.exists():
            return nb, resources
        skeleton = nbformat.read(path, as_version=4)
        rebuilt, notes = repair.rebuild(repair.clean(nb.cells), skeleton)
        rebuilt.metadata[repair.NOTES] = notes
        return rebuilt, resources


class IpcKernelManager(AsyncKernelManager):
    """Talks to the kernel over files of one user's and not over TCP, which anyone on the machine
    could join."""

    transport = CaselessStrEnum(["tcp", "ipc"], default_value="ipc", config=True)

    def _ip_default(self) -> str:
        ensure_dir_exists(jupyter_runtime_dir(), mode=0o700)
        # the prefix of the sockets' paths
        return os.path.join(jupyter_runtime_dir(), uuid4().hex[:8])


class CourseExecute(Execute):
    """Runs a notebook so that one bad cell costs its own points and no others.

    By default the student's code and the graded tests run in two processes, both in a sandbox
    (``autograder.execution``). With ``separate`` off it is one Jupyter kernel, nbgrader's own way
    and with nothing between a cheat and the verdict; so one checks one's own work. There:

    - A cell that runs past ``timeout`` is interrupted; a kernel that does not obey, or dies, is
      replaced: the cells before
      it, except tests and the one that did it, are run again in the new kernel.
    - Output beyond ``largest_output`` bytes a cell is dropped.
    - Text on stderr of a test cell (a warning, say) does not cost its points, as it does in plain
      nbgrader.
    - A graded cell that did not positively finish gets an error, and so no points. Plain nbgrader
      gives it all of them.
    """

    separate = Bool(
        True,
        help="Graded tests run in a process of their own, where no byte of the student's runs.",
    ).tag(config=True)
    sandbox = Bool(
        True,
        help="Both processes are sandboxed; off, a submission's code runs as you and sees what you see.",
    ).tag(config=True)
    course_seed = Unicode(
        "", help="Hidden tests draw their data from it; empty: the public one."
    ).tag(config=True)
    per_student = Bool(
        False,
        help="Each student's hidden tests have data of their own, from course seed, lab and student.",
    ).tag(config=True)
    own_seconds = Integer(
        10, help="Seconds that a cell of the student's own may take; ``timeout`` is for one kernel."
    ).tag(config=True)
    largest_output = Integer(1_000_000, help="Bytes of output kept of one cell.").tag(config=True)
    most_restarts = Integer(8, help="New kernels that one submission may use up.").tag(config=True)

    raise_on_iopub_timeout = Bool(False).tag(config=True)

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("kernel_manager_class", IpcKernelManager)
        kwargs.setdefault("shutdown_kernel", "immediate")
        super().__init__(*args, **kwargs)
        self.timeout_func = self._seconds
        self._bytes: dict[int, int] = {}

    def preprocess(
        self, nb: NotebookNode, resources: dict | None = None, km=None
    ) -> tuple[NotebookNode, dict]:
        resources = resources if resources is not None else {}
        if self.separate:
            return self._runner(resources["nbgrader"]["assignment"]).run(
                nb, self._seed(resources)
            ), resources
        # a socket's path may hold about 100 characters
        short = "/tmp" if os.path.isdir("/tmp") else None
        with (
            tempfile.TemporaryDirectory(prefix="k", dir=short) as runtime,
            _environment(
                JUPYTER_RUNTIME_DIR=runtime,
                **({SEED_VARIABLE: seed} if (seed := self._seed(resources)) else {}),
            ),
        ):
            killers: list[int] = []
            for _ in range(self.most_restarts + 1):
                killer = self._run_from(nb, resources, killers)
                if killer is None:
                    break
                killers.append(killer)
            else:
                self._give_up(nb, killers[-1], "the notebook ended its kernel too often")
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = [valid(output) for output in cell.outputs]
            seal(cell)
        return nb, resources

    def _seed(self, resources: dict) -> str:
        about = resources.get("nbgrader", {})  # nothing where one's own work is checked
        return (
            seed_of(about["assignment"], about["student"], self.config.CourseExecute)
            if about
            else self.course_seed
        )

    def _runner(self, lab: str) -> Runner:
        chosen = Settings(
            cell_seconds=self.own_seconds,
            largest_output=self.largest_output,
            sandboxed=self.sandbox and Settings().sandboxed,
            own_data=self.per_student,
        )
        return warm_runner(lab, chosen)

    def _run_from(self, nb: NotebookNode, resources: dict, killers: list[int]) -> int | None:
        """Run what has not run yet in a new kernel; returns the index of the cell that ended it,
        None at the end."""
        NotebookClient.__init__(self, nb)  # a fresh client, as nbconvert's own preprocess makes one
        self.reset_execution_trackers()
        self._check_assign_resources(resources)
        self._bytes = {}
        first, index = (killers[-1] + 1 if killers else 0), 0
        try:
            with self.setup_kernel():
                for index, cell in enumerate(nb.cells):
                    if cell.cell_type != "code":
                        continue
                    if index < first:
                        again = deepcopy(cell)
                        if index in killers and is_standin(cell):
                            again.source = without_probes(cell.source)
                        if not is_grade(cell) and (index not in killers or is_standin(cell)):
                            self.execute_cell(again, index)
                        continue
                    self.execute_cell(cell, index)
                    _check_grader_fault(cell)
                    if _timed_out(cell):
                        cell.outputs = [
                            error_output(
                                "OverLimit",
                                f"the cell ran longer than {self.timeout} s and was stopped",
                            )
                        ]
                        if not self._listens():
                            return index
        except DeadKernelError:
            nb.cells[index].outputs = [
                error_output(
                    "KernelDied", "this cell ended the Python process (exit, or out of memory)"
                )
            ]
            return index
        return None

    def _listens(self) -> bool:
        """Whether the kernel takes new work after an interrupt, or goes on with what it was told to
        stop."""
        probe = nbformat.v4.new_code_cell("pass", metadata={"probe": True})
        self.execute_cell(probe, 0)
        return not _timed_out(probe)

    def _seconds(self, cell: NotebookNode) -> int:
        return 3 if cell.metadata.get("probe") else self.timeout

    def output(
        self, outs: list, msg: dict, display_id: str, cell_index: int
    ) -> NotebookNode | None:
        """Collect one output message, unless the cell has said more than it may."""
        self._bytes[cell_index] = self._bytes.get(cell_index, 0) + len(str(msg["content"]))
        if self._bytes[cell_index] > self.largest_output and msg["msg_type"] in (
            "stream",
            "display_data",
        ):
            if not any("output beyond" in output.get("text", "") for output in outs):
                outs.append(
                    nbformat.v4.new_output(
                        "stream",
                        name="stdout",
                        text=f"\n[output beyond {self.largest_output:,} bytes was dropped]\n",
                    )
                )
            return None
        return super().output(outs, msg, display_id, cell_index)

    def _give_up(self, nb: NotebookNode, after: int, reason: str) -> None:
        for cell in nb.cells[after + 1 :]:
            if cell.cell_type == "code":
                cell.outputs = [error_output("NotRun", reason)]


@lru_cache(maxsize=1)
def warm_runner(lab: str, chosen: Settings) -> Runner:
    """The runner that the submissions of one ``nbgrader autograde`` share; it ends with this
    process."""
    runner = Runner(lab, chosen)
    atexit.register(runner.close)
    return runner


class _environment:
    """Environment variables for the length of a with block."""

    def __init__(self, **variables: str):
        self.variables = variables

    def __enter__(self) -> None:
        self.before = {name: os.environ.get(name) for name in self.variables}
        os.environ.update(self.variables)

    def __exit__(self, *exception: object) -> None:
        for name, value in self.before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _timed_out(cell: NotebookNode) -> bool:
    return any(o.output_type == "error" and o.ename == "CellTimeoutError" for o in cell.outputs)


def _check_grader_fault(cell: NotebookNode) -> None:
    """Raise if the cell failed for a reason of the course's own: a broken check, or a missing
    package or data."""
    for output in cell.outputs:
        if output.output_type != "error":
            continue
        if is_grade(cell) and output.ename == "GraderFault":
            raise GraderFaultError(f"{cell.get('id')}: {output.evalue}")
        if cell.get("id") == "setup" and output.ename in (
            "ModuleNotFoundError",
            "ImportError",
            "DataError",
        ):
            raise GraderFaultError(
                f"the notebook's first cell failed: {output.ename}: {output.evalue}"
            )


def checks_in(cell: NotebookNode) -> dict | None:
    """The check results that a test cell put out, as plain data; None where it put out none."""
    for output in cell.get("outputs", []):
        data = output.get("data", {}).get(MIME)
        if isinstance(data, dict):
            return data
    return None


class Explain(NbGraderPreprocessor):
    """Adds to failing checks the hint of the misconception whose pattern of failures is nearest."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        for cell in nb.cells:
            if (
                cell.cell_type != "code"
                or not is_grade(cell)
                or not cell.metadata.nbgrader.get("points")
            ):
                # an example's results come from the student's process, and can be anything
                continue
            for output in cell.outputs:
                data = output.get("data", {}).get(MIME)
                if isinstance(data, dict):
                    data["hints"] = hints.nearest(data)
                    output["data"]["text/html"] = html(data)
        return nb, resources


class HideHiddenTests(NbGraderPreprocessor):
    """For feedback: graded test cells show what their checks found and not their source; notes
    stand at the top."""

    show_source = Bool(False, help="Whether feedback shows the source of hidden tests.").tag(
        config=True
    )

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        notes = nb.metadata.get(repair.NOTES, [])
        if not self.show_source:
            for cell in nb.cells:
                if cell.cell_type == "code" and "BEGIN HIDDEN TESTS" in cell.source:
                    self._hide(cell)
        if notes:
            lines = "\n".join(f"- {note}" for note in notes)
            nb.cells.insert(
                0, nbformat.v4.new_markdown_cell(f"**Notes from the grader**\n\n{lines}")
            )
        return nb, resources

    @staticmethod
    def _hide(cell: NotebookNode) -> None:
        cell.source = re.sub(
            r"[^\n]*BEGIN HIDDEN TESTS.*?END HIDDEN TESTS[^\n]*",
            "# (the source of the graded checks is not shown)",
            cell.source,
            flags=re.DOTALL,
        )
        for output in cell.outputs:
            if output.output_type == "error":  # a traceback quotes the lines it passes through
                output.traceback = [f"{output.ename}: {output.evalue}"]
