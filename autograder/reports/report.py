"""The instructor's view of a graded lab: how the class did, which checks catch whom, who has no
grade, who wrote alike.

Read from the autograded notebooks, which hold the outcome of every check, and from nbgrader's
gradebook, which holds what was given by hand and what lateness costs. ``report_page`` makes one
HTML file of it.
"""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from statistics import mean

import nbformat
import numpy as np
from nbformat import NotebookNode
from nbgrader.api import Gradebook, MissingEntry

from autograder.execution.cells import is_grade
from autograder.grading.places import Places
from autograder.grading.preprocessors import checks_in
from autograder.grading.submissions import GROUP
from autograder.paths import AUTOGRADER, UsageError, nbgrader_config, released_notebook
from autograder.reports import items, report_page, similarity
from autograder.reports.exporters import Score, scores
from autograder.reports.records import Check, Exercise, Report, Student
from autograder.reports.table import of_notebook
from warehouse.checks.outcomes import Outcome

REPORTS = AUTOGRADER / "report_pages"

#: How a check, and with it its points, can end, in the order in which the page stacks them.
ENDINGS = tuple(
    outcome.value
    for outcome in (
        Outcome.PASSED,
        Outcome.WRONG,
        Outcome.ERROR,
        Outcome.OVER_LIMIT,
        Outcome.GRADER,
        Outcome.NOT_STARTED,
    )
)

NO_NOTEBOOK = "handed in, and not graded yet: there is no autograded notebook"


def make(
    lab: str,
    out: Path | None = None,
    not_graded: dict[str, str] | None = None,
    *,
    places: Places,
) -> Path:
    """Write the page of a lab, autograder/report_pages/LAB.html or ``out``, and return where it is.

    ``not_graded`` names students who got no grade, with the reason; those who handed in and have no
    autograded notebook are found without. Raises UsageError where nobody has handed in anything.
    """
    report = collect(lab, not_graded, places=places)
    path = out or REPORTS / f"{lab}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    # file names may hold any byte
    path.write_text(report_page.page(report), encoding="utf-8", errors="backslashreplace")
    return path


def collect(lab: str, not_graded: dict[str, str] | None = None, *, places: Places) -> Report:
    """Read a lab's class and count."""
    without = dict(not_graded or {})
    given, most = _gradebook(lab, places)
    students = []
    for path in sorted(places.autograded.glob(f"*/{lab}/{lab}.ipynb")):
        name = path.parent.parent.name
        if name in without:
            continue
        try:
            students.append(_student(nbformat.read(path, as_version=4), name, given))
        # a damaged file can raise anything, and no one file may cost the page
        except Exception as error:
            reason = f"{type(error).__name__}: {error}"
            without[name] = f"the autograded notebook cannot be read, grade again: {reason}"[:300]
    known = {*without, *(student.row.student for student in students)}
    for folder in sorted(places.submitted.glob(f"*/{lab}")):
        if folder.is_dir() and folder.parent.name not in known:
            without[folder.parent.name] = NO_NOTEBOOK
    if not students and not without:
        raise UsageError(
            f"nobody handed in {lab}: "
            f"put notebooks in autograder/submitted/STUDENT/{lab}/{lab}.ipynb"
        )
    met = checks(students)
    return Report(
        lab,
        datetime.now().strftime("%Y-%m-%d %H:%M"),
        most or max((sum(student.row.most.values()) for student in students), default=0.0),
        students,
        dict(sorted(without.items())),
        exercises(students),
        items.items(lab, students, met),
        met,
        similarity.compare(
            {", ".join(names): student.answers for names, student in _once(students).items()},
            _stubs(lab),
        ),
    )


def _once(students: list[Student]) -> dict[tuple[str, ...], Student]:
    """One of each group, and everybody who works alone, by the names of those who share the work:
    that a group's pages are alike is no finding."""
    return {tuple(sorted(one.group)) or (one.row.student,): one for one in reversed(students)}


def _gradebook(lab: str, places: Places) -> tuple[dict[str, Score], float]:
    """The scores and the most points that nbgrader knows; nothing where there is no gradebook,
    which is not made here."""
    if not places.gradebook.exists():
        return {}, 0.0
    course = nbgrader_config().CourseDirectory.course_id
    with Gradebook(f"sqlite:///{places.gradebook}", course) as gradebook:
        try:
            return scores(gradebook, lab), gradebook.find_assignment(lab).max_score
        except MissingEntry:
            return {}, 0.0


def _student(nb: NotebookNode, name: str, given: dict[str, Score]) -> Student:
    """Raises ValueError, or whatever a damaged notebook leads to, where the notebook holds no
    results that can be counted."""
    row = of_notebook(nb, name)
    if not row.points:
        raise ValueError("it has no graded cells")
    cells = [cell for cell in nb.cells if cell.cell_type == "code" and is_grade(cell)]
    found = {
        cell.metadata.nbgrader["grade_id"].removesuffix("-checks"): checks_in(cell)
        for cell in cells
    }
    mine = {exercise: found.get(exercise) for exercise in row.points}
    for check in (check for data in mine.values() if data for check in data["checks"]):
        sound = (
            check["outcome"] in ENDINGS
            and isinstance(check["points"], (int, float))
            and isinstance(check["message"], str)
        )
        if not sound or check["earned"] not in (0, check["points"]):
            raise ValueError(f"the result of {check['name']} is none that a check gives")
    score, group = given.get(name, Score(row.score, 0.0)), tuple(nb.metadata.get(GROUP, ()))
    return Student(row, mine, score, similarity.answers_in(nb), group)


def _stubs(lab: str) -> similarity.Answers:
    path = released_notebook(lab)
    return similarity.answers_in(nbformat.read(path, as_version=4)) if path.exists() else {}


def exercises(students: list[Student]) -> list[Exercise]:
    """Every exercise in the notebook's order."""
    names = list(dict.fromkeys(name for student in students for name in student.row.points))
    found = []
    for name in names:
        having = [student for student in students if name in student.row.points]
        most = max(student.row.most[name] for student in having)
        ended: Counter[str] = Counter()
        for student in having:
            data = student.checks[name]
            if data:
                for check in data["checks"]:
                    ended[check["outcome"]] += check["points"]
            else:
                ended[student.row.states[name]] += student.row.most[name]
        total = sum(ended.values()) or 1.0
        found.append(
            Exercise(
                name,
                most,
                mean(student.row.points[name] for student in having),
                {ending: ended[ending] / total for ending in ENDINGS},
                sum(student.row.points[name] >= student.row.most[name] for student in having),
                sum(student.row.states[name] == "not started" for student in having),
            )
        )
    return found


def checks(students: list[Student]) -> list[Check]:
    """Every check that is worth points, those that catch the largest share first."""
    met: dict[tuple[str, str], list[tuple[Student, dict]]] = {}
    for student in students:
        for exercise, data in student.checks.items():
            for check in data["checks"] if data else []:
                if check["points"]:
                    met.setdefault((exercise, check["name"]), []).append((student, check))
    found = [_check(exercise, name, having, students) for (exercise, name), having in met.items()]
    return sorted(found, key=lambda check: -check.share)


def _check(
    exercise: str, name: str, having: list[tuple[Student, dict]], students: list[Student]
) -> Check:
    started = [
        (student, check)
        for student, check in having
        if check["outcome"] not in ("not started", "grader's fault")
    ]
    failed = [check for _, check in started if check["outcome"] != "passed"]
    passed = np.array([check["outcome"] == "passed" for _, check in started], float)
    rest = np.array([student.row.score - check["earned"] for student, check in started], float)
    points = max(check["points"] for _, check in having)
    possible = points * sum(exercise in student.row.points for student in students)
    # One mistake says the same words about other numbers: they count as one message, and the first
    # stands for it.
    messages = Counter(
        re.sub(r"\d+", "#", check["message"]) for check in failed if check["message"]
    )
    common, times = messages.most_common(1)[0] if messages else ("", 0)
    return Check(
        exercise,
        name,
        having[0][1]["title"],
        points,
        len(started),
        len(failed),
        sum(check["earned"] for _, check in having) / possible,
        items.correlation(passed, rest),
        next(
            (
                check["message"]
                for check in failed
                if re.sub(r"\d+", "#", check["message"]) == common
            ),
            "",
        ),
        times,
    )
