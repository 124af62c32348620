"""Item analysis: each exercise of a lab as a test's item over the class.

How many solved it, whether those who did are those who are strong elsewhere, which of its checks
fails most, and which misconception of the answers corpus stands nearest to how it fails. All of it is
counted from what grading left in the notebooks.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from autograder.reports import hints
from autograder.reports.records import Check, Item, Student

#: From fewer students than this no discrimination is computed: it would be noise.
FEWEST = 10


def items(lab: str, students: list[Student], checks: list[Check]) -> list[Item]:
    """Every exercise in the notebook's order."""
    names = dict.fromkeys(name for student in students for name in student.row.points)
    return [_item(lab, name, students, checks) for name in names]


def _item(lab: str, name: str, students: list[Student], checks: list[Check]) -> Item:
    started = [
        student
        for student in students
        if student.row.states.get(name, "not started") not in ("not started", "grader's fault")
    ]
    solved = [student for student in started if student.row.points[name] >= student.row.most[name]]
    earned = np.array([student.row.points[name] for student in started], float)
    rest = np.array([student.row.score for student in started], float) - earned
    mine = [check for check in checks if check.exercise == name and check.caught]
    thought = Counter(
        words
        for student in started
        if student not in solved and student.checks.get(name)
        for words in misconceptions(lab, name, student.checks[name])
    )
    (most,) = thought.most_common(1) or [("", 0)]
    return Item(
        name,
        len(started),
        len(solved),
        correlation(earned, rest),
        max(mine, key=lambda check: check.caught, default=None),
        *most,
    )


def misconceptions(lab: str, exercise: str, data: dict) -> list[str]:
    """What the wrong answers of the corpus that fail most alike have misunderstood."""
    # of which lab and exercise it is, a notebook may say as it likes
    nearest = hints.nearest_answers({**data, "lab": lab, "exercise": exercise})
    return list(dict.fromkeys(answer["about"] for answer in nearest))


def correlation(x: np.ndarray, y: np.ndarray) -> float | None:
    """Pearson's; for a check that is passed or not it is the point-biserial. None for few students
    or where all are equal."""
    if len(x) < FEWEST or np.ptp(x) < 1e-9 or np.ptp(y) < 1e-9:
        return None
    return float(np.corrcoef(x, y)[0, 1])
