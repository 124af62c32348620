"""What a grade costs: processor time of both processes for a lab's reference, as the second and later
submissions of a class pay it (what is the same for all was made for the first)."""

from __future__ import annotations

import nbformat
from nbformat import NotebookNode

from autograder.execution.cells import is_grade
from autograder.execution.runner import Runner
from autograder.paths import require_lab, source_notebook

#: What a full grade of a lab's reference may take, in seconds of processor time; in these labs it is
#: another number (the capstone runs all of TPC-H).
MOST_SECONDS, MOST_OF = 1.0, {"capstone": 1.5}
ROUNDS = 3


def of(lab: str, exercise: str = "") -> float:
    """Seconds of processor time of one grade: the least of ``ROUNDS``, since whatever disturbs adds
    to it. With ``exercise`` only that one's graded cell runs (all answers do)."""
    with Runner(require_lab(lab)) as runner:
        runner.run(_notebook(lab, exercise))
        spent = []
        for _ in range(ROUNDS):
            before = runner.spent()
            runner.run(_notebook(lab, exercise))
            spent.append(runner.spent() - before)
    return min(spent)


def most(lab: str) -> float:
    return MOST_OF.get(lab, MOST_SECONDS)


def _notebook(lab: str, exercise: str) -> NotebookNode:
    nb = nbformat.read(source_notebook(lab), as_version=4)
    if exercise:
        nb.cells = [
            cell
            for cell in nb.cells
            if not (cell.cell_type == "code" and is_grade(cell))
            or cell.metadata.nbgrader.grade_id == f"{exercise}-checks"
        ]
    return nb
