"""The course over a term and over one week: made from the chapters' order and the hours that they say."""

from __future__ import annotations

import re
from itertools import groupby, pairwise

from autograder.authoring.lessons import Lesson
from autograder.paths import UsageError

#: Weeks of a term, and hours of a day at which a block week takes no further lab.
WEEKS, DAY = 12, 8
HEADS = {
    "weeks": ("week", "chapters", "hours"),
    "days": ("day", "labs", "hours", "if time is left"),
}


def hours(lesson: Lesson) -> tuple[int, int]:
    """What a lab takes, from and to; nothing for a chapter without one."""
    found = [int(number) for number in re.findall(r"\d+", lesson.hours)]
    if lesson.lab and not found:
        raise UsageError(f"book/{lesson.page}.md: 'hours' of its front matter holds no number")
    return (found[0], found[-1]) if found else (0, 0)


def weeks(lessons: list[Lesson], count: int = WEEKS) -> list[list[Lesson]]:
    """The chapters in their order over so many weeks, so that no week is much longer than another:
    the sum of the squares of their hours is the least that there is."""
    weights = [sum(hours(lesson)) for lesson in lessons]
    # the last cut, and the cost, of the first ``end`` chapters in ``number`` weeks
    best = {(0, 0): (0, 0)}
    for number in range(1, count + 1):
        for end in range(number, len(lessons) + 1):
            ways = [
                (best[number - 1, cut][0] + sum(weights[cut:end]) ** 2, cut)
                for cut in range(number - 1, end)
                if (number - 1, cut) in best
            ]
            best[number, end] = min(ways)
    if (count, len(lessons)) not in best:
        raise UsageError(f"{len(lessons)} chapters are too few for {count} weeks")
    cuts = [len(lessons)]
    for number in range(count, 0, -1):
        cuts.append(best[number, cuts[-1]][1])
    return [lessons[first:last] for first, last in pairwise(reversed(cuts))]


def days(lessons: list[Lesson]) -> list[tuple[list[Lesson], list[Lesson]]]:
    """A day for each theme: its first labs, as many as go into a day, and what is left of it. What
    takes an hour or two by itself (the warm-up) begins the first day."""
    with_lab = [lesson for lesson in lessons if lesson.lab]
    themes = [list(some) for _, some in groupby(with_lab, key=lambda it: it.page.split("/")[0])]
    short = [some for some in themes if sum(hours(it)[1] for it in some) <= 2]
    themes = [some for some in themes if some not in short]
    themes[0] = [*(it for some in short for it in some), *themes[0]]
    found = []
    for labs in themes:
        taken = 1
        while taken < len(labs) and sum(hours(it)[1] for it in labs[: taken + 1]) <= DAY:
            taken += 1
        found.append((labs[:taken], labs[taken:]))
    return found


def span(lessons: list[Lesson]) -> str:
    """The hours of several labs together, as a chapter says its own."""
    low, high = (sum(some) for some in zip(*map(hours, lessons)))
    return f"{low} to {high}" if low != high else str(low)


def rows(kind: str, lessons: list[Lesson]) -> list[tuple[str, ...]]:
    """The table's rows, chapters as links of the book."""

    def links(some: list[Lesson]) -> str:
        return ", ".join(f"{{doc}}`/{lesson.page}`" for lesson in some)

    if kind == "weeks":
        return [(str(n), links(some), span(some)) for n, some in enumerate(weeks(lessons), 1)]
    found = enumerate(days(lessons), 1)
    return [(str(n), links(labs), span(labs), links(more)) for n, (labs, more) in found]
