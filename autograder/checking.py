"""Checking one's own notebook: the hidden tests of solutions/ on a reader's work, without gradebook
or deadline."""

from __future__ import annotations

import math
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions

from autograder.execution.cells import is_grade
from autograder.execution.runner import GraderFaultError, Runner, Settings
from autograder.grading import repair
from autograder.grading.preprocessors import Explain, checks_in
from autograder.paths import (
    SOLUTIONS,
    UsageError,
    nbgrader_config,
    source_notebook,
)
from autograder.quality import structure
from autograder.reader import kept, predictions
from autograder.reader.predictions import Prediction
from autograder.reports.table import Row, of_notebook
from warehouse.checks import report
from warehouse.data import DataError

CELL_SECONDS = 60.0  # of one's own cell: six times what it may take when a class is graded


def skeleton_with_tests(lab: str) -> NotebookNode:
    """The source notebook without its solutions but with its hidden tests: what answers are put
    into."""
    nb = nbformat.read(source_notebook(lab), as_version=4)
    return ClearSolutions(config=nbgrader_config()).preprocess(nb, {})[0]


def execute(
    nb: NotebookNode, lab: str, folder: Path, seconds: float = CELL_SECONDS
) -> NotebookNode:
    """Run a rebuilt notebook of ``lab`` that lies in ``folder``, hints included.

    As a submission is run, but without a sandbox, since the code is one's own. A cell of one's own
    may take ``seconds``, all of them as long as they like. Raises ``GraderFaultError`` where the
    course's own machinery failed, and ``DataError`` where there are no data.
    """
    config = nbgrader_config()
    chosen = Settings(
        cell_seconds=seconds,
        submission_seconds=math.inf,
        sandboxed=False,
        folder=str(folder.resolve()),
    )
    with Runner(lab, chosen) as runner:
        nb = runner.run(nb, str(config.CourseExecute.get("course_seed", "") or ""))
    return Explain(config=config).preprocess(nb, {})[0]


def check(lab: str, folder: Path) -> int:
    """Grade the notebook of ``lab`` in ``folder`` and print points and messages; 0 when every point is
    earned, else 1. Raises UsageError where it is a lab's source and has faults."""
    if folder.resolve().is_relative_to(SOLUTIONS):
        structure.require_whole(lab)  # its author's source: what a student hands in is repaired
    skeleton = skeleton_with_tests(lab)
    nb = repair.repaired(folder, lab, skeleton)
    if trouble := predictions.ask_at_terminal(lab, folder, repair.answered(nb, skeleton)):
        print(f"note: {trouble}")
    try:
        nb = execute(nb, lab, folder)
    except (GraderFaultError, DataError) as fault:
        raise UsageError(
            f"the checks could not run, which is not your code's fault: {fault}"
        ) from fault
    row = of_notebook(nb)
    _print(nb, row, predictions.said(lab, folder))
    if trouble := kept.try_to_record(lab, folder, row):
        print(f"note: {trouble}")
    return 0 if row.score == sum(row.most.values()) else 1


def _print(nb: NotebookNode, row: Row, predicted: dict[str, tuple[Prediction, str]]) -> None:
    for cell in nb.cells:
        if (
            cell.cell_type != "code"
            or not is_grade(cell)
            or not cell.metadata.nbgrader.get("points")
        ):
            continue
        exercise = cell.metadata.nbgrader["grade_id"].removesuffix("-checks")
        print(
            f"{exercise}: {row.points[exercise]:g} of {row.most[exercise]:g} "
            f"({row.states[exercise]})"
        )
        data = checks_in(cell)
        if data and row.states[exercise] not in ("passed", "not started"):
            print(report.text(data))
        if exercise in predicted:
            print(predictions.compared(*predicted[exercise]))
    for remark in row.remarks:
        print(f"note: {remark}")
    print(f"\n{row.score:g} of {sum(row.most.values()):g} points")
