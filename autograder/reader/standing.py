"""``course progress``: where a reader stands, as a table for the terminal and as a page of their own."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from autograder.authoring import lessons
from autograder.authoring.lessons import Lesson
from autograder.paths import BOOK, ROOT, UsageError
from autograder.reader import kept, predictions, tasks
from autograder.reader.kept import Done, Progress
from autograder.reader.predictions import Prediction
from autograder.reader.tasks import Task
from autograder.reports.templating import environment

PAGE = kept.FILE.with_name("progress.html")
WHOLE = "book"


@dataclass(frozen=True)
class LabStanding:
    """A lab on the reading path. ``exercises``: each task, and how it stood when it was last graded;
    ``lights``: the parts of the architecture that its chapter is about; ``predicted``: by exercise what
    the reader said before it was graded."""

    lesson: Lesson
    exercises: list[tuple[Task, Done | None]]
    lights: tuple[str, ...]
    predicted: dict[str, tuple[Prediction, str]]

    @property
    def points(self) -> float:
        return sum(done.points for _, done in self.exercises if done)

    @property
    def of(self) -> float:
        return sum(task.points for task, _ in self.exercises)

    @property
    def passed(self) -> int:
        return sum(bool(done) and done.state == "passed" for _, done in self.exercises)

    @property
    def whole(self) -> bool:
        return self.passed == len(self.exercises)

    @property
    def when(self) -> str:
        """The day of the last run, empty where there was none."""
        return max((done.when for _, done in self.exercises if done), default="")[:10]

    @property
    def next(self) -> Task | None:
        """The first exercise that has not all its points."""
        return next(
            (task for task, done in self.exercises if not done or done.state != "passed"), None
        )


@dataclass(frozen=True)
class Where:
    """``lit``: parts of the architecture whose labs are done, all of them on whatever path."""

    path: str
    labs: list[LabStanding]
    lit: list[str]

    @property
    def next(self) -> LabStanding | None:
        return next((lab for lab in self.labs if not lab.whole), None)


def paths_there_are() -> list[str]:
    """The reading paths: the whole book, or the chapters of one theme of it with labs."""
    themes = dict.fromkeys(it.page.partition("/")[0] for it in lessons.lessons() if it.lab)
    return [WHOLE, *themes]


def require_path(path: str) -> str:
    """The path itself if there is such a one, else a UsageError that lists them."""
    if path not in paths_there_are():
        raise UsageError(f"there is no path {path!r}: {', '.join(paths_there_are())}")
    return path


def where(progress: Progress) -> Where:
    """How the labs stand, those of the chosen path in the book's order."""
    path = progress.path or WHOLE
    every = [_lab(lesson, progress) for lesson in lessons.lessons() if lesson.lab]
    chosen = [it for it in every if path in (WHOLE, it.lesson.page.partition("/")[0])]
    lit = dict.fromkeys(part for it in every if it.whole for part in it.lights)
    return Where(path, chosen, list(lit))


def _lab(lesson: Lesson, progress: Progress) -> LabStanding:
    done = progress.labs.get(lesson.lab, {})
    text = lessons.chapter(lesson.page).read_text(encoding="utf-8")
    lights = re.search(r"^```\{architecture\} (.+)$", text, flags=re.MULTILINE)
    return LabStanding(
        lesson,
        [(task, done.get(name)) for name, task in tasks.of(lesson.lab).items()],
        tuple(lights[1].split()) if lights else (),
        predictions.said_of(lesson.lab, progress),
    )


def table(standing: Where) -> Table:
    shown = Table("lab", "exercises", "points", "last run", header_style="bold")
    for it in standing.labs:
        signs = "".join(_sign(done) for _, done in it.exercises)
        style = "green" if it.whole else ""
        shown.add_row(it.lesson.lab, signs, f"{it.points:g} of {it.of:g}", it.when, style=style)
    return shown


def _sign(done: Done | None) -> str:
    return {"": "·", "passed": "✓", "not started": "·"}.get(done.state if done else "", "✗")


def what_is_next(standing: Where) -> str:
    """A sentence with the command."""
    if (lab := standing.next) is None:
        return "every lab on this path is done"
    name = lab.lesson.lab
    return f"next: {lab.next.title} (course watch labs/{name}; chapter {lab.lesson.title!r})"


def page(standing: Where) -> str:
    """The same as one HTML file, with the architecture in which the reader's own parts are lit."""
    css = (BOOK / "figures" / "course.css").read_text(encoding="utf-8")
    drawn = "\n".join(line for line in css.splitlines() if line.startswith("figure.drawn"))
    template = environment().get_template("progress/page.html.j2")
    picture = _drawings().architecture("architecture", standing.lit)
    return template.render(
        standing=standing,
        sign=_sign,
        next=what_is_next(standing),
        picture=picture,
        drawn=drawn,
        compared=predictions.compared_page,
    )


def _drawings():
    """The book's own module of drawings, which lies in no package."""
    path = BOOK / "figures" / "drawings.py"
    spec = importlib.util.spec_from_file_location("drawings", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write_page(standing: Where, target: Path | None = None) -> Path:
    """Write the page and return where it lies, from the course's folder."""
    target = target or PAGE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(page(standing), encoding="utf-8")
    return target.relative_to(ROOT) if target.is_relative_to(ROOT) else target
