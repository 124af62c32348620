"""The report as one HTML file: no address outside it, its script only sorts tables, and every
colour has words or a pattern.

Words and markup are in templates/report; here is what they want computed, and how a number is
written.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from statistics import mean, median

from jinja2 import Template

from autograder.reports import similarity
from autograder.reports.records import Report
from autograder.reports.templating import environment

BINS = 10
# pairs without their answers beside the first ones; beyond that only their number is given
MOST_LISTED = 200

_SIGNS = {
    "passed": "✓",
    "wrong": "✗",
    "error": "!",
    "over a limit": "…",
    "grader's fault": "?",
    "not started": "○",
}


@dataclass(frozen=True)
class Column:
    """A column of the histogram: ``count`` students have from ``low`` to below ``high`` points (the
    last column: to ``high``). ``height`` is its share of the tallest one's."""

    low: float
    high: float
    count: int
    height: float


def page(report: Report) -> str:
    """The whole file."""
    common = max(similarity.COMMON_AT_LEAST, int(similarity.COMMON_SHARE * len(report.students)))
    changed = sum(bool(student.by_hand) for student in report.students)
    delayed = sum(bool(student.late) for student in report.students)
    numbers = [words(one.name) for one in report.exercises]
    numbers += ["by hand"] * bool(changed) + ["late"] * bool(delayed)
    return _template().render(
        report=report,
        columns=columns(report.finals, report.most),
        signs=_SIGNS,
        met={name for one in report.exercises for name, share in one.shares.items() if share},
        changed=changed,
        delayed=delayed,
        heads=[("student", ""), ("score", "n"), *((number, "n") for number in numbers)],
        common=common,
        least_shared=similarity.LEAST_SHARED,
        least_similarity=similarity.LEAST_SIMILARITY,
        excerpts=similarity.EXCERPTS,
        most_listed=MOST_LISTED,
    )


@cache
def _template() -> Template:
    filters = (words, points, percent, counted, css_class, runs, mean, median)
    return environment(*filters).get_template("report/page.html.j2")


def words(name: str) -> str:
    """A lab's or an exercise's name as it is read."""
    return name.replace("_", " ")


def points(value: float) -> str:
    return f"{round(value, 2):g}"


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def counted(number: int, one: str) -> str:
    """How many of what: "1 student", "2 students"."""
    return f"{number} {one if number == 1 else one + 's'}"


def css_class(ending: str) -> str:
    """The class that the style sheet has for an ending."""
    return ending.replace(" ", "-").replace("'", "")


def runs(lines: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """The lines of an answer with those that follow one another and are shared, or are not, as one
    text."""
    return [
        ("".join(("┃ " if shared else "  ") + line + "\n" for line, _ in run), shared)
        for shared, run in groupby(lines, key=lambda line: line[1])
    ]


def columns(finals: list[float], most: float) -> list[Column]:
    """The histogram of the scores, of which ``most`` is the highest possible; empty where there is
    nothing to draw."""
    if not finals or not most:
        return []
    counts = [0] * BINS
    for score in finals:
        counts[min(int(BINS * score / most), BINS - 1)] += 1
    return [
        Column(most * number / BINS, most * (number + 1) / BINS, count, count / max(counts))
        for number, count in enumerate(counts)
    ]
