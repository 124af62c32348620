"""The answers to a lab's exercises, wrong and right ones, as they are read from their folder."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.paths import UsageError, released_notebook, require_lab, source_notebook
from autograder.paths import answers as answers_of
from autograder.quality import changes

WRONG_AT_LEAST, RIGHT_AT_LEAST = 6, 2


@dataclass(frozen=True)
class Answer:
    """One answer of the corpus. ``reason``: the check that must catch it (wrong answers only).
    ``breaks``: the obligation of the task that it breaks, and no other; empty where it is not said."""

    lab: str
    exercise: str
    name: str
    kind: str
    about: str
    reason: str
    hint: str
    code: str
    breaks: str = ""


def load(lab: str) -> list[Answer]:
    """Every answer of a lab, by exercise and name. Raises UsageError for one that lacks what it
    must say, and for a lab without answers."""
    folder = answers_of(require_lab(lab))
    if not folder.is_dir():
        raise UsageError(
            f"solutions/{lab}/answers is not there: make a folder for each exercise in it, with wrong"
            " and right answers"
        )
    found = [_read(lab, path) for path in folder.glob("*/*.py")]
    for path in folder.glob("*/changes.toml"):
        for name, entry in changes.read(lab, path).items():
            found.append(Answer(lab, path.parent.name, name, "wrong", **entry))
    return sorted(found, key=lambda answer: (answer.exercise, answer.name))


def _read(lab: str, path: Path) -> Answer:
    code = path.read_text()
    lines = (ast.get_docstring(ast.parse(code)) or "").splitlines()
    stated: dict[str, str] = {}
    key = None
    for line in lines[1:]:
        head, colon, rest = line.partition(":")
        if colon and head in ("kind", "reason", "hint", "breaks"):
            key = head
            stated[key] = rest.strip()
        elif key and line.strip():
            stated[key] += " " + line.strip()
    needed = ("kind",) if stated.get("kind") == "right" else ("kind", "reason", "hint")
    missing = [name for name in needed if not stated.get(name)]
    if missing or stated["kind"] not in ("wrong", "right"):
        raise UsageError(
            f"{path}: the docstring must state {', '.join(missing) or 'kind: wrong or right'}"
        )
    return Answer(
        lab,
        path.parent.name,
        path.stem,
        stated["kind"],
        lines[0],
        stated.get("reason", ""),
        stated.get("hint", ""),
        code,
        stated.get("breaks", ""),
    )


def exercises(lab: str) -> list[str]:
    """The exercises of a lab, in the notebook's order: the cells that end in -checks."""
    cells = nbformat.read(source_notebook(lab), as_version=4).cells
    return [cell["id"].removesuffix("-checks") for cell in cells if cell["id"].endswith("-checks")]


def stub_names(lab: str, exercise: str) -> list[str]:
    """The functions and classes that an exercise asks for. Raises UsageError where the lab is not
    released."""
    if not released_notebook(lab).exists():
        raise UsageError(f"labs/{lab} is not there: run 'python -m autograder release {lab}'")
    cells = nbformat.read(released_notebook(lab), as_version=4).cells
    source = next((cell.source for cell in cells if cell["id"] == exercise), None)
    if source is None:
        raise UsageError(
            f"labs/{lab} has no exercise {exercise}: run 'python -m autograder release {lab}'"
        )
    return [
        node.name
        for node in ast.parse(source).body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
    ]
