"""The names of a lab's notebook with the reference solution, or with other answers."""

from __future__ import annotations

import nbformat

from autograder import paths
from autograder.quality.attack_corpus import reference


def solved(lab: str, answers: dict[str, str] | None = None) -> dict[str, object]:
    """What the setup cell and the reference solution define. ``answers``: sources by exercise that
    stand in its place."""
    cells = nbformat.read(paths.source_notebook(lab), as_version=4).cells
    setup = next(cell.source for cell in cells if cell["id"] == "setup")
    names: dict[str, object] = {}
    for source in (setup, *reference(lab).values(), *(answers or {}).values()):
        exec(source, names)
    return names
