"""What the course adds to nbgrader's own chain of preprocessors, so that plain ``nbgrader`` and
formgrader have it too.

Repair: the submission's structure. PresentTime: when it was handed in. CourseExecute: running it,
failing closed. Explain: hints beside failing checks. HideHiddenTests: feedback that shows what a
hidden test said and not what it is.
"""

from __future__ import annotations

import atexit
import re
from functools import lru_cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Integer, Unicode

from autograder.execution.cells import is_grade
from autograder.execution.runner import Runner, Settings
from autograder.grading import dates, repair
from autograder.grading.submissions import Submission, seed_of
from autograder.paths import released_notebook
from autograder.quality.structure import OBLIGATION
from autograder.reports import hints
from warehouse.checks import MIME
from warehouse.checks.report import html


class CleanTasks(NbGraderPreprocessor):
    """For a release: takes the marks of obligations out of the tasks' text."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        for cell in nb.cells:
            if cell.cell_type == "markdown":
                cell.source = re.sub(OBLIGATION, "", cell.source)
        return nb, resources


MOST_SHOWN = 5_000  # characters of an answer, where a page is made short
SHORT = (
    "your own cells and outputs are not on this page: it could not be made with them, or takes too "
    "long; what was graded is here"
)


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


class PresentTime(NbGraderPreprocessor):
    """Puts into the gradebook when this submission was handed in, and no time where nothing says
    so: nbgrader keeps what it read beside an earlier one, and takes a time without a zone for
    UTC."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        about, folder = resources["nbgrader"], Path(resources["metadata"]["path"])
        zone = dates.of_course(self.config)
        stamp, _ = Submission(about["student"], folder, "", "", zone=zone).timestamp()
        with Gradebook(about["db_url"]) as gradebook:
            gradebook.update_or_create_submission(
                about["assignment"], about["student"], timestamp=stamp or None
            )
        return nb, resources


class CourseExecute(NbGraderPreprocessor):
    """Runs a notebook so that one bad cell costs its own points and no others: the student's code
    and the graded tests in two processes, both in a sandbox (``autograder.execution``)."""

    sandbox = Bool(
        True,
        help="Both processes are sandboxed; off, a submission's code runs as you and sees all.",
    ).tag(config=True)
    course_seed = Unicode(
        "", help="Hidden tests draw their data from it; empty: the public one."
    ).tag(config=True)
    per_student = Bool(
        False,
        help="Each student's hidden tests have data of their own, by course seed, lab and student.",
    ).tag(config=True)
    own_seconds = Integer(10, help="Seconds that a cell of the student's own may take.").tag(
        config=True
    )
    largest_output = Integer(1_000_000, help="Bytes of output kept of one cell.").tag(config=True)

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        about = resources["nbgrader"]
        chosen = Settings(
            cell_seconds=self.own_seconds,
            largest_output=self.largest_output,
            sandboxed=self.sandbox and Settings().sandboxed,
            own_data=self.per_student,
        )
        seed = seed_of(about["assignment"], about["student"], self.config.CourseExecute)
        return warm_runner(about["assignment"], chosen).run(nb, seed), resources


@lru_cache(maxsize=1)
def warm_runner(lab: str, chosen: Settings) -> Runner:
    """The runner that the submissions of one ``nbgrader autograde`` share; it ends with this
    process."""
    runner = Runner(lab, chosen)
    atexit.register(runner.close)
    return runner


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


class Shorten(NbGraderPreprocessor):
    """For a page that cannot be made otherwise: nothing but the course's own cells, of the student's
    answers the beginning, and what the checks found."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        released = nbformat.read(released_notebook(resources["nbgrader"]["assignment"]), 4)
        ours = {cell["id"] for cell in released.cells}
        nb.cells = [cell for cell in nb.cells if cell.get("id") in ours]
        for cell in nb.cells:
            if cell.cell_type != "code":
                continue
            if len(cell.source) > MOST_SHOWN and not is_grade(cell):
                cell.source = cell.source[:MOST_SHOWN] + "\n# (the rest is not shown)"
            cell.outputs = [
                output
                for output in cell.outputs
                if is_grade(cell) and MIME in output.get("data", {})
            ]
        nb.metadata[repair.NOTES] = [*nb.metadata.get(repair.NOTES, []), SHORT]
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
