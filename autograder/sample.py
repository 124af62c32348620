"""A sample class: submissions of every kind that an instructor meets, made from the solution and
the answers corpus.

They are real notebooks, written into the submitted folder as students' would be; ``make course``
grades them.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable

import nbformat
from nbformat import NotebookNode

from autograder.paths import SUBMITTED, released_notebook, source_notebook
from autograder.quality import answer_files

LAB = "compression"


def _released() -> NotebookNode:
    return nbformat.read(released_notebook(LAB), as_version=4)


def _with_answers(chosen: Callable[[str], str | None]) -> NotebookNode:
    """The released notebook with answers: ``chosen`` gives the code for an exercise's cell, None
    leaves the stub."""
    nb = _released()
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            code = chosen(cell["id"])
            if code is not None:
                cell.source = code
    return nb


def _reference() -> dict[str, str]:
    """The reference's code by exercise, without nbgrader's marks."""
    cells = nbformat.read(source_notebook(LAB), as_version=4).cells
    marks = ("### BEGIN SOLUTION", "### END SOLUTION")
    return {
        cell["id"]: "\n".join(
            line for line in cell.source.splitlines() if line.strip() not in marks
        )
        for cell in cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }


def _on_top(pick: Callable[[answer_files.Answer], bool]) -> Callable[[str], str]:
    """The reference, with the first answer of the corpus that ``pick`` accepts on top of it, where
    there is one."""
    reference, answers = _reference(), answer_files.load(LAB)

    def code(exercise: str) -> str:
        found = next((a.code for a in answers if a.exercise == exercise and pick(a)), "")
        return reference[exercise] + "\n\n\n" + found

    return code


def _perfect() -> NotebookNode:
    return _with_answers(_reference().get)


def _alternative() -> NotebookNode:
    return _with_answers(_on_top(lambda answer: answer.kind == "right"))


def _half() -> NotebookNode:
    reference = _reference()
    done = answer_files.exercises(LAB)[:4]
    return _with_answers(lambda exercise: reference[exercise] if exercise in done else None)


def _extremes() -> NotebookNode:
    return _with_answers(
        _on_top(lambda answer: answer.kind == "wrong" and answer.reason in ("extremes", "width_64"))
    )


def _loop() -> NotebookNode:
    reference = _reference()
    endless = "def analyze_compression(a, sample_rows, seed):\n    while True:\n        pass"
    return _with_answers(lambda exercise: endless if exercise == "analyze" else reference[exercise])


def _raises() -> NotebookNode:
    def code(exercise: str) -> str:
        names = answer_files.stub_names(LAB, exercise)
        return "\n\n\n".join(f"def {name}(*arguments):\n    return arguments[7]" for name in names)

    return _with_answers(code)


def _rearranged() -> NotebookNode:
    """A perfect notebook after clumsy editing: test cells deleted and edited, an answer duplicated,
    another kernel."""
    nb = _perfect()
    nb.cells = [
        cell for cell in nb.cells if cell["id"] not in ("rle-checks", "bit_packing-examples")
    ]
    for cell in nb.cells:
        if cell["id"] == "mostly-checks":
            cell.source = "10"
    copy = nbformat.from_dict(
        dict(next(cell for cell in nb.cells if cell["id"] == "delta"), id="pasted")
    )
    nb.cells.append(copy)
    nb.metadata["kernelspec"] = {"name": "julia-1.10", "display_name": "Julia", "language": "julia"}
    return nb


NOTEBOOKS: dict[str, Callable[[], NotebookNode]] = {
    "perfect": _perfect,
    "alternative": _alternative,
    "half-done": _half,
    "blank": _released,
    "extremes": _extremes,
    "endless-loop": _loop,
    "raises": _raises,
    "rearranged": _rearranged,
}


def make() -> list[str]:
    """Write the sample class into the submitted folder, replacing an earlier one; returns the
    students' names."""
    for student, notebook in NOTEBOOKS.items():
        _folder(student).joinpath(f"{LAB}.ipynb").write_text(nbformat.writes(notebook()))
    _folder("not-a-notebook").joinpath(f"{LAB}.ipynb").write_text(
        "Sorry, my laptop broke. I will hand in tomorrow.\n"
    )
    _folder("renamed").joinpath(f"{LAB} (final version 2).ipynb").write_text(
        nbformat.writes(_perfect())
    )
    _folder("nothing")
    return sorted([*NOTEBOOKS, "not-a-notebook", "renamed", "nothing"])


def _folder(student: str):
    folder = SUBMITTED / student / LAB
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
