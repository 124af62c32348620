"""A reader's own notebook: which answers stand in it, and what the checks say of some of them, in
interpreters that stay warm.

A run is cut down to what is asked for: all cells of the reader's, and of the examples and the graded
checks those of the exercises in question.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from autograder.checking import skeleton_with_tests
from autograder.execution.cells import is_example, is_grade, is_graded
from autograder.execution.runner import CheckEnded, Runner
from autograder.grading import repair
from autograder.grading.preprocessors import Explain
from autograder.paths import UsageError, nbgrader_config
from autograder.reader.own_runner import own_runner

#: Examples are looked at one by one, so the first that fails is what is worth its seconds.
FIRST_FAILURE = (
    "from warehouse.checks import Exercise as _it\n_it.until_first_failure = True\ndel _it"
)
Tell = Callable[[NotebookNode | CheckEnded], None]


class Unreadable(Exception):
    """A file that holds no notebook (yet); says why."""


class Abandoned(Exception):
    """A run that nobody waits for any more."""


@dataclass(frozen=True)
class Work:
    """What a reader has saved. ``file``: which file it was read from. ``notebook``: the lab's, with
    the reader's answers in it. ``answers``: by exercise all code of the reader's that stands there,
    under "" what stands before the first. ``started``: exercises whose stub is gone."""

    file: Path
    notebook: NotebookNode
    answers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    started: frozenset[str] = frozenset()

    def changed_since(self, before: Work) -> list[str]:
        """The exercises whose code differs, in the notebook's order; all that are started where code
        changed that stands before the first."""
        if self.answers.get("") != before.answers.get(""):
            return [name for name in self.answers if name in self.started]
        return [
            name for name, code in self.answers.items() if name and code != before.answers.get(name)
        ]


class Attempts:
    """The answers of one lab in ``folder``. Use it in a with: two processes stay with it. ``runner`` is
    theirs, where there is one already.

    Raises ``DataError`` where the lab's data cannot be made.
    """

    def __init__(self, lab: str, folder: Path, runner: Runner | None = None):
        self.lab, self.folder = lab, folder
        self.notebook, self.script = folder / f"{lab}.ipynb", folder / f"{lab}.py"
        self.skeleton = skeleton_with_tests(lab)
        self.exercises = [
            cell["id"].removesuffix("-checks")
            for cell in self.skeleton.cells
            if is_graded_cell(cell)
        ]
        config = nbgrader_config()
        self._seed = str(config.CourseExecute.get("course_seed", "") or "")
        self._explain = Explain(config=config)
        self.runner = runner or own_runner(lab, folder)

    def __enter__(self) -> Attempts:
        return self

    def __exit__(self, *exception: object) -> None:
        self.runner.close()

    def warm(self) -> None:
        """Have the interpreters do now what the first run would have to."""
        self.run(self.work_of(self.skeleton.cells, self.notebook), ())

    def read(self) -> Work:
        """What was saved last. Raises ``Unreadable`` where it is no notebook, UsageError where there is
        none."""
        file = saved(self.lab, self.folder)
        return self.work_of(_cells(file), file)

    def work_of(self, cells: list, file: Path) -> Work:
        """These cells of a reader's as a notebook of the lab."""
        nb, _ = repair.rebuild(repair.clean(cells), self.skeleton)
        answers: dict[str, list[str]] = {"": [], **{name: [] for name in self.exercises}}
        stubs = {cell["id"]: cell.source.strip() for cell in self.skeleton.cells}
        started, exercise = set(), ""
        for cell in nb.cells:
            exercise = _exercise_of(cell["id"], self.exercises) or exercise
            own = cell["id"] not in stubs
            if cell.cell_type == "code" and (own or repair.is_answer(cell)):
                answers[exercise].append(cell.source)
                if not own and cell.source.strip() not in ("", stubs[cell["id"]]):
                    started.add(exercise)
        return Work(
            file,
            nb,
            {name: tuple(code) for name, code in answers.items()},
            frozenset(started),
        )

    def run(
        self,
        work: Work,
        exercises: Collection[str],
        tell: Tell = lambda what: None,
        checks_alone: bool = False,
    ) -> NotebookNode:
        """Run the examples and the graded checks of ``exercises``; returns the executed notebook,
        hints included, and tells of every cell and check as it ends. ``checks_alone``: no examples,
        and the checks behind all cells of the reader's, wherever these stand.

        What ``tell`` raises ends the run. Raises ``GraderFaultError`` where there can be no verdict.
        """
        nb = nbformat.from_dict(json.loads(json.dumps(work.notebook)))
        nb.cells = [
            cell
            for cell in nb.cells
            if cell.cell_type == "code"
            and (not is_grade(cell) or _exercise_of(cell["id"], self.exercises) in exercises)
        ]
        if checks_alone:
            nb.cells = [cell for cell in nb.cells if not is_example(cell)]
            nb.cells.sort(key=lambda cell: bool(is_grade(cell)))
        nb.cells.insert(0, nbformat.v4.new_code_cell(FIRST_FAILURE, id="first-failure"))
        done = self.runner.run(nb, self._seed, tell)
        return self._explain.preprocess(done, {})[0]

    def abandon(self) -> None:
        """End what runs in another thread."""
        self.runner.abandon()


def saved(lab: str, folder: Path) -> Path:
    """The lab's notebook in ``folder``, or the script beside it where that was saved later. Raises
    UsageError where there is neither."""
    there = [path for path in (folder / f"{lab}.ipynb", folder / f"{lab}.py") if path.is_file()]
    if not there:
        raise UsageError(f"{folder / lab}.ipynb is not there: run 'course release {lab}'")
    return max(there, key=lambda path: path.stat().st_mtime_ns)


def is_graded_cell(cell: NotebookNode) -> bool:
    return cell.cell_type == "code" and is_graded(cell)


def _exercise_of(cell_id: str, exercises: list[str]) -> str:
    """The exercise that a cell of the lab's belongs to, by its id; empty where that says none."""
    for part in ("", "-task", "-examples", "-checks", "-view"):
        name = cell_id.removesuffix(part) if part else cell_id
        if name in exercises and cell_id == name + part:
            return name
    return ""


def _cells(file: Path) -> list:
    try:
        text = file.read_text(encoding="utf-8")
        if file.suffix == ".py":
            return [dict(cell) for cell in jupytext.reads(text, fmt="py").cells]
        cells = json.loads(text)["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Unreadable(f"{file.name} is not a notebook at the moment ({error})") from error
    if not isinstance(cells, list):
        raise Unreadable(f"{file.name} is not a notebook at the moment (its cells are no list)")
    return cells
