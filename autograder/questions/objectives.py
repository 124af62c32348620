"""What a chapter's reader shall be able to do, where the chapter teaches it, and what looks whether they
can: exercises, their checks and questions. Made from what is there, typed nowhere.

A question names its objective and its section; an exercise's checks name the section that they send
back to. So an objective leads through the sections of its questions to the exercises.
"""

from __future__ import annotations

import ast
import csv
import io
from dataclasses import dataclass

import nbformat

from autograder.authoring import lessons
from autograder.authoring.lessons import Lesson
from autograder.paths import source_notebook
from autograder.quality.obligations import checks_of
from autograder.questions import bank

HEAD = ("chapter", "objective", "section", "lab", "exercise", "points", "checks", "questions")


@dataclass(frozen=True)
class Exercise:
    """``section``: the heading that its checks send a reader to. ``checks``: by name."""

    name: str
    section: str
    points: float
    checks: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One objective and one section that serves it. ``exercises`` and ``questions`` are those of that
    section; the section is empty where no question leads to one."""

    chapter: str
    lab: str
    objective: str
    section: str
    exercises: tuple[Exercise, ...]
    questions: tuple[str, ...]


def exercises(lab: str) -> list[Exercise]:
    """Those of a lab in its order, each with the section that its graded checks name."""
    found = []
    for cell in nbformat.read(source_notebook(lab), as_version=4).cells:
        if not cell.get("id", "").endswith("-checks"):
            continue
        found.append(
            Exercise(
                cell["id"].removesuffix("-checks"),
                _section(cell.source),
                cell.metadata.nbgrader["points"],
                tuple(checks_of(cell.source)),
            )
        )
    return found


def _section(source: str) -> str:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.keyword) and node.arg == "section":
            return str(ast.literal_eval(node.value))
    return ""


def rows(lesson: Lesson) -> list[Row]:
    """A chapter's objectives in its order; one without a section has a row of its own."""
    text = lessons.chapter(lesson.page).read_text(encoding="utf-8")
    verbs = bank.objectives_of(text)
    chapter = lesson.page.rpartition("/")[2]
    asked = bank.read(chapter) if chapter in bank.chapters() else []
    looked_at = exercises(lesson.lab) if lesson.lab else []
    found = []
    for objective in dict.fromkeys(verbs.values()):
        mine = [it for it in asked if verbs.get(it.objective) == objective]
        for section in dict.fromkeys(it.section for it in mine) or [""]:
            found.append(
                Row(
                    lesson.title,
                    lesson.lab,
                    objective,
                    section,
                    tuple(it for it in looked_at if section and it.section == section),
                    tuple(it.name for it in mine if it.section == section),
                )
            )
    return found


def without_objective(lesson: Lesson) -> list[Exercise]:
    """The exercises of a chapter's lab to which no objective leads yet."""
    led = {it.name for row in rows(lesson) for it in row.exercises}
    return [it for it in exercises(lesson.lab) if it.name not in led] if lesson.lab else []


def table(chosen: list[Lesson]) -> list[list[str]]:
    """The table's lines below ``HEAD``: a line for each exercise of a section, and for what has none."""
    lines = []
    for lesson in chosen:
        for row in rows(lesson):
            about = [row.chapter, row.objective.replace("**", ""), row.section, row.lab]
            asked = ", ".join(row.questions)
            lines += [
                [*about, it.name, f"{it.points:g}", ", ".join(it.checks), asked]
                for it in row.exercises
            ] or [[*about, "", "", "", asked]]
        lines += [
            [
                lesson.title,
                "",
                it.section,
                lesson.lab,
                it.name,
                f"{it.points:g}",
                ", ".join(it.checks),
                "",
            ]
            for it in without_objective(lesson)
        ]
    return lines


def as_csv(lines: list[list[str]]) -> str:
    """The table for a spreadsheet."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([HEAD, *lines])
    return text.getvalue()


def as_text(chosen: list[Lesson]) -> str:
    """The table for a terminal: objectives, and below each what serves it."""
    lines = []
    for lesson in chosen:
        lines.append(lesson.title)
        last = ""
        for row in rows(lesson):
            if row.objective != last:
                lines.append(f"  {row.objective.replace('**', '')}")
                last = row.objective
            if not row.section:
                lines.append("    no question leads to a section yet")
                continue
            served = [
                f"{it.name} ({it.points:g} points, {len(it.checks)} checks)" for it in row.exercises
            ]
            served += [f"{len(row.questions)} question{'s' * (len(row.questions) > 1)}"]
            lines.append(f"    {row.section}: {', '.join(served)}")
        if left := without_objective(lesson):
            lines.append(f"  no objective leads to: {', '.join(it.name for it in left)}")
    return "\n".join(lines)
