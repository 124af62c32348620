"""What a cell of the notebook is to the grader."""

from __future__ import annotations

from nbformat import NotebookNode
from nbgrader.utils import is_grade

COURSE_CELL = "test-process"  # the tag of a cell of the course's that the tests need too
SKIPPED = "skip-execution"  # the tag that nbclient knows: views, which have nothing to grade


def is_course_cell(cell: NotebookNode) -> bool:
    """Whether the tests need this cell of the course's in their own process too."""
    tags = cell.metadata.get("tags", [])
    return bool(cell.metadata.get("nbgrader", {}).get("locked") and (cell.get("id") == "setup" or COURSE_CELL in tags))


def is_graded(cell: NotebookNode) -> bool:
    return is_grade(cell) and cell.metadata.nbgrader.get("points", 0) > 0
