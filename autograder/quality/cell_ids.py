"""The ids of a notebook's cells: words, which say what a cell is and stay what they are."""

from __future__ import annotations

import re

from nbformat import NotebookNode

#: Ids that programs make up: nbformat's and jupytext's eight digits, JupyterLab's UUIDs.
RANDOM_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?")
WORD = re.compile(r"[a-z][a-z0-9_-]*")


def set_ids(notebook: NotebookNode) -> dict[str, str]:
    """Give every cell its id, in place; returns the new ids by the old ones.

    A cell that nbgrader knows is called as nbgrader calls it. Of the others, those keep their id
    whose id is a word; one with a random id is called after the exercise that it belongs to.
    """
    changed: dict[str, str] = {}
    taken = set(by_grade_id(notebook)) | {
        cell["id"]
        for cell in notebook.cells
        if not cell.metadata.get("nbgrader") and is_word(cell["id"])
    }
    for at, cell in enumerate(notebook.cells):
        wanted = cell.metadata.get("nbgrader", {}).get("grade_id")
        if not wanted:
            if is_word(cell["id"]):
                continue
            wanted = _free(_word_for(notebook, at), taken)
            taken.add(wanted)
        if cell["id"] != wanted:
            changed[cell["id"]], cell["id"] = wanted, wanted
    return changed


def _word_for(notebook: NotebookNode, at: int) -> str:
    """What a cell that nbgrader does not know should be called, by where it stands."""
    cell = notebook.cells[at]
    before = [c.metadata.get("nbgrader", {}).get("grade_id", "") for c in notebook.cells[:at]]
    last = next((name for name in reversed(before) if name), "")
    if at == 0:
        return "title"
    if cell.cell_type == "code":
        return f"{last.removesuffix('-checks')}-view" if last.endswith("-checks") else "code"
    after = [
        c.metadata.nbgrader.grade_id
        for c in notebook.cells[at:]
        if c.metadata.get("nbgrader", {}).get("solution")
    ]
    if after and "\n**Write" in "\n" + cell.source:
        return f"{after[0]}-task"
    return "notes" if after else "end"


def _free(word: str, taken: set[str]) -> str:
    number, free = 1, word
    while free in taken:
        number += 1
        free = f"{word}-{number}"
    return free


def is_word(cell_id: str) -> bool:
    """Whether an id is one that a person would give."""
    return bool(WORD.fullmatch(cell_id)) and not RANDOM_ID.fullmatch(cell_id)


def by_grade_id(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """The cells that nbgrader knows, by what it calls them."""
    return {
        cell.metadata.nbgrader.grade_id: cell
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id")
    }
