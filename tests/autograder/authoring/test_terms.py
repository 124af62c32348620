"""The plans: every chapter once and in order, weeks that are as even as can be, days of eight hours."""

from __future__ import annotations

from itertools import combinations

import pytest

from autograder.authoring import lessons, terms
from autograder.paths import UsageError


def made(*hours: str, theme: str = "a") -> list[lessons.Lesson]:
    return [
        lessons.Lesson(f"{theme}/{n}", f"T{n}", f"{theme}{n}" if it else "", it, "", "")
        for n, it in enumerate(hours)
    ]


def test_a_term_has_every_chapter_once_and_in_order():
    found = terms.weeks(lessons.lessons())
    assert len(found) == terms.WEEKS and all(found)
    assert [it for week in found for it in week] == lessons.lessons()
    assert f"| 12 | {{doc}}`/{found[-1][-1].page}` |" in lessons.table(
        terms.rows("weeks", lessons.lessons()), terms.HEADS["weeks"]
    )


def test_weeks_are_as_even_as_can_be():
    some = made("4", "4 to 6", "1", "", "7 to 8", "2 to 3", "5")
    cost = lambda parts: sum(sum(sum(terms.hours(it)) for it in part) ** 2 for part in parts)
    ways = (
        [some[a:b] for a, b in zip((0, *cuts), (*cuts, len(some)))]
        for cuts in combinations(range(1, len(some)), 2)
    )
    assert cost(terms.weeks(some, 3)) == min(map(cost, ways))


def test_a_day_is_a_theme_and_no_longer_than_a_day():
    some = [*made("1", theme="first"), *made("3 to 4", "4", "5", theme="b"), *made("9", theme="c")]
    (one, two) = terms.days(some)
    assert [it.lab for it in one[0]] == ["first0", "b0"] and [it.lab for it in one[1]] == [
        "b1",
        "b2",
    ]
    assert [it.lab for it in two[0]] == ["c0"], "a lab longer than a day has one all the same"
    assert terms.span(one[0]) == "4 to 5" and terms.span(two[0]) == "9"
    taken = [it for labs, more in terms.days(lessons.lessons()) for it in (*labs, *more)]
    assert taken == [it for it in lessons.lessons() if it.lab]


def test_what_cannot_be_planned_is_said():
    with pytest.raises(UsageError, match="2 chapters are too few for 3 weeks"):
        terms.weeks(made("1", "2"), 3)
    with pytest.raises(UsageError, match=r"book/a/0\.md: 'hours'"):
        terms.hours(made("many")[0])
