"""Obligations: what a task demands, sentence by sentence, which checks look at it, and which wrong
answer breaks it and nothing else.

In a task's text ``<!-- must: NAME -->`` stands behind the sentence that demands (the release has
none of these marks). A check names what it looks at (``obligations="NAME NAME"``), a wrong answer
what it breaks (``breaks: NAME``). ``faults`` says where one is missing; all but the last of its
questions need nothing to be run.
"""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass

import nbformat

from autograder.paths import answers as answers_of
from autograder.paths import require_lab, source_notebook
from autograder.quality import answer_files
from autograder.quality.structure import OBLIGATION


@dataclass(frozen=True)
class Obligation:
    """``sentence``: the end of the text before its mark. ``checks`` and ``answers``: by name."""

    exercise: str
    name: str
    sentence: str
    checks: tuple[str, ...]
    answers: tuple[str, ...]


def of(lab: str) -> list[Obligation]:
    """The obligations of a lab in the order of its tasks."""
    cells = {cell.get("id"): cell for cell in _cells(lab)}
    answers = answer_files.load(lab)
    found = []
    for exercise in answer_files.exercises(require_lab(lab)):
        looked_at = checks_of(cells[f"{exercise}-checks"].source)
        for name, sentence in sentences(cells[f"{exercise}-task"].source):
            found.append(
                Obligation(
                    exercise,
                    name,
                    sentence,
                    tuple(check for check, names in looked_at.items() if name in names),
                    tuple(
                        answer.name
                        for answer in answers
                        if answer.exercise == exercise and answer.breaks == name
                    ),
                )
            )
    return found


def _cells(lab: str) -> list:
    return nbformat.read(source_notebook(lab), as_version=4).cells


def sentences(task: str) -> list[tuple[str, str]]:
    """(name, the sentence before it) of every mark in a task's text."""
    found, start = [], 0
    for mark in re.finditer(OBLIGATION, task):
        text = re.split(r"\n\n|\n- ", task[start : mark.start()])[-1]
        found.append((mark["name"], " ".join(text.split())[-160:]))
        start = mark.end()
    return found


def checks_of(source: str) -> dict[str, set[str]]:
    """By check of a graded cell, the obligations that it names."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            for call in node.decorator_list:
                if isinstance(call, ast.Call) and _called(call) in ("check", "property"):
                    found[node.name] = _obligations(call)
        elif isinstance(node, ast.Call) and _called(node) == "laws":
            found["laws"] = _obligations(node)
    return found


def _called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def _obligations(call: ast.Call) -> set[str]:
    given = next((word.value for word in call.keywords if word.arg == "obligations"), None)
    return set(given.value.split()) if isinstance(given, ast.Constant) else set()


def faults(lab: str) -> list[str]:
    """Every obligation that is not looked at or not broken, every name that is none, every task
    without any."""
    cells = {cell.get("id"): cell for cell in _cells(lab)}
    matrix = answers_of(lab) / "matrix.json"
    stored = json.loads(matrix.read_text())["exercises"] if matrix.exists() else {}
    found = []
    known: dict[str, dict[str, Obligation]] = {}
    for each in of(lab):
        where = f"{each.exercise}: obligation {each.name!r}"
        if each.name in known.setdefault(each.exercise, {}):
            found.append(f"{where} stands twice in the task: one name for each sentence")
        known[each.exercise][each.name] = each
        if not each.checks:
            found.append(f"{where} is looked at by no check: {each.sentence}")
        if not each.answers:
            found.append(f"{where} is broken by no wrong answer (breaks: {each.name})")
        for answer in each.answers:
            fails = stored.get(each.exercise, {}).get("answers", {}).get(answer, {}).get("fails")
            if fails is not None and each.checks and not set(each.checks) & set(fails):
                found.append(
                    f"{each.exercise}/{answer} breaks {each.name!r}, and none of its checks "
                    f"({', '.join(each.checks)}) catches it, but {', '.join(fails) or 'nothing'}"
                )
    for exercise in answer_files.exercises(lab):
        if exercise not in known:
            found.append(f"{exercise}: the task names no obligations (<!-- must: NAME -->)")
        for check, names in checks_of(cells[f"{exercise}-checks"].source).items():
            found += [
                f"{exercise}: the check {check} names {name!r}, which the task does not"
                for name in sorted(names - known.get(exercise, {}).keys())
            ]
            if not names:
                found.append(f"{exercise}: the check {check} looks at no obligation of the task")
    found += [
        f"{answer.exercise}/{answer.name} breaks {answer.breaks!r}, which the task does not name"
        for answer in answer_files.load(lab)
        if answer.breaks and answer.breaks not in known.get(answer.exercise, {})
    ]
    return found


def as_text(lab: str) -> str:
    """A table: obligation, checks, answers."""
    lines, exercise = [], None
    for each in of(lab):
        if each.exercise != exercise:
            exercise = each.exercise
            lines.append(f"{exercise}: obligations")
        checks, answers = (
            ", ".join(each.checks) or "NO CHECK",
            ", ".join(each.answers) or "NO ANSWER",
        )
        lines.append(f"  {each.name:24} {checks:40} {answers}")
    return "\n".join(lines)
