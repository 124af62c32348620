"""What a cell of the notebook is to the grader."""

from __future__ import annotations

from nbformat import NotebookNode

from warehouse.probes import ENDED_VARIABLE

COURSE_CELL = "test-process"  # the tag of a cell of the course's that the tests need too
SKIPPED = "skip-execution"  # the tag that nbclient knows: views, which have nothing to grade


def is_grade(cell: NotebookNode) -> bool:
    """What ``nbgrader.utils.is_grade`` says, without importing nbgrader: that takes more than a second,
    for which a reader would wait at the first graded cell."""
    return bool(cell.metadata.get("nbgrader", {}).get("grade", False))


def is_course_cell(cell: NotebookNode) -> bool:
    """Whether the tests need this cell of the course's in their own process too."""
    tags = cell.metadata.get("tags", [])
    return bool(
        cell.metadata.get("nbgrader", {}).get("locked")
        and (cell.get("id") == "setup" or COURSE_CELL in tags)
    )


def is_standin(cell: NotebookNode) -> bool:
    """Whether this is a cell of the course's that tries an earlier part and puts a stand-in in its
    place where need be."""
    return (
        bool(cell.metadata.get("nbgrader", {}).get("locked"))
        and not is_grade(cell)
        and cell.get("id") != "setup"
    )


def without_probes(source: str) -> str:
    """Such a cell for the process that comes after one that it has ended: nothing is tried, the
    stand-in is taken."""
    variables = '__import__("os").environ'
    return f'{variables}["{ENDED_VARIABLE}"] = "yes"\n{source}\ndel {variables}["{ENDED_VARIABLE}"]'


def is_graded(cell: NotebookNode) -> bool:
    return is_grade(cell) and cell.metadata.nbgrader.get("points", 0) > 0


def is_example(cell: NotebookNode) -> bool:
    """Whether this is a cell of visible tests: worth nothing, and nothing later needs it."""
    return is_grade(cell) and not is_graded(cell)
