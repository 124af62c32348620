"""What benchmarks measure of a lab: the names that its solution notebook defines."""

from __future__ import annotations

import nbformat

from autograder.paths import source_notebook


def solution(lab: str) -> dict:
    """The functions and classes of a lab's reference, by name; its tests and views are left out."""
    names: dict = {}
    for cell in nbformat.read(source_notebook(lab), as_version=4).cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and nbgrader and not nbgrader.get("grade"):
            exec(compile(cell.source, cell["id"], "exec"), names)
    return names
