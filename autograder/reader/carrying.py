"""A reader's answers from one version of a lab's notebook into another, by cell.

Three notebooks are looked at: the version that the reader began with, the new one, and the reader's own.
An answer stays as it is, always. Where the new version's task, or what it asks to define, is another,
a note with the difference stands above the answer; what has no place any more stands at the end.
"""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from autograder.grading import repair

#: What the ids of notes begin with; a later update takes them away.
NOTE = "update-note-"


@dataclass
class Carried:
    """``notebook``: the new version with the reader's work in it. By exercise: answers that are
    ``kept``, those of them whose task has ``changed``, and those whose exercise is ``gone``."""

    notebook: NotebookNode
    kept: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)


def carry(mine: list, base: NotebookNode, new: NotebookNode) -> Carried:
    """The reader's cells ``mine``, which began as the released notebook ``base``, in the released
    notebook ``new``."""
    cells, kept, _ = _own(repair.clean(mine), base, new)
    nb, _ = repair.rebuild(cells, new)
    carried = Carried(nb, kept=[name for name in kept if _find(new, name)])
    carried.gone = [name for name in kept if name not in carried.kept]
    for name in carried.kept:
        if difference := _difference(base, new, name):
            carried.changed.append(name)
            at = next(i for i, cell in enumerate(nb.cells) if cell["id"] == name)
            nb.cells.insert(at, _note(name, difference))
    return carried


def worked_on(mine: list, base: NotebookNode) -> bool:
    """Whether there is anything of the reader's in these cells."""
    return _own(repair.clean(mine), base, base)[2] > 0


def _own(
    mine: list[NotebookNode], base: NotebookNode, new: NotebookNode
) -> tuple[list[NotebookNode], list[str], int]:
    """The reader's cells as the new version is to hold them, the exercises that are answered, and how
    many cells are not as they came.

    What they wrote into a text of the course's, or into a cell that is gone, becomes a cell of theirs.
    """
    before = {cell["id"]: cell for cell in base.cells}
    found, answered, touched = [], [], 0
    for cell in mine:
        key = repair.grade_id(cell) or cell.get("id")
        known = before.get(key)
        if str(key).startswith(NOTE):
            continue
        if known is None:
            found.append(cell)
            touched += 1
            continue
        if repair.is_locked(known):
            # its place is what cells of the reader's that follow it go by
            found += [cell] if _find(new, key) else []
            continue
        if cell.source.strip() == known.source.strip():
            found += [_in_place(cell, new)] if _find(new, key) else []
            continue
        touched += 1
        if repair.is_answer(known):
            answered.append(key)
        home = _find(new, key)
        if home is None or cell.cell_type != "code":
            found += [_in_place(cell, new)] if home else []
            cell = nbformat.from_dict(json.loads(json.dumps(cell)))
            cell.metadata.pop("nbgrader", None)
            cell["id"] = f"mine-{key}"
        found.append(cell)
    return found, answered, touched


def _in_place(cell: NotebookNode, new: NotebookNode) -> NotebookNode:
    """The new version's cell in the place of one that the reader has not touched."""
    return nbformat.from_dict(
        json.loads(json.dumps(_find(new, repair.grade_id(cell) or cell["id"])))
    )


def _find(nb: NotebookNode, key: str) -> NotebookNode | None:
    return next((cell for cell in nb.cells if cell["id"] == key), None)


def _difference(base: NotebookNode, new: NotebookNode, name: str) -> str:
    """How the task and the stub of an exercise differ, as a diff; empty where they do not."""
    sides = []
    for nb in (base, new):
        parts = [_find(nb, f"{name}-task"), _find(nb, name)]
        sides.append([line for cell in parts if cell for line in cell.source.splitlines()])
    lines = difflib.unified_diff(*sides, "as you answered it", "as it is now", n=1, lineterm="")
    return "\n".join(lines)


def _note(name: str, difference: str) -> NotebookNode:
    fence = "`" * 6
    return nbformat.v4.new_markdown_cell(
        "**The task above has changed since you answered it.** Your answer below is as you left it. "
        f"What is another:\n\n{fence}diff\n{difference}\n{fence}\n\n"
        "*(This note is yours to delete.)*",
        id=f"{NOTE}{name}"[:64],
    )
