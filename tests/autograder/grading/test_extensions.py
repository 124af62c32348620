"""One student's own due date, and grading one student again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from nbgrader.api import Gradebook

from autograder.grading.classes import grade_class
from autograder.grading.extensions import extend
from autograder.paths import UsageError
from autograder.reports import exporters
from conftest import hand_in, released

DUE = datetime(2026, 11, 1, 12)


@pytest.fixture
def opened(gradebook):
    with Gradebook(f"sqlite:///{gradebook / 'gradebook.db'}", "warehouse") as opened:
        opened.update_or_create_student("ada")
        opened.update_or_create_assignment("compression", duedate=DUE)
        yield opened


def seconds_late(opened: Gradebook, student: str = "ada") -> float:
    opened.db.expire_all()
    return opened.find_submission("compression", student).total_seconds_late


def test_an_extension_given_before_anything_is_handed_in_counts_and_is_no_grade(
    opened, gradebook, places
):
    assert (
        extend("compression", "ada", 2, places.gradebook)
        == "compression is due for ada at 2026-11-03 12:00 UTC"
    )
    assert exporters.scores(opened, "compression") == {}
    for student in ("ada", "bob"):
        hand_in(gradebook, student, released())
        stamp = gradebook / "submitted" / student / "compression" / "timestamp.txt"
        stamp.write_text(f"{DUE + timedelta(days=1)} UTC")
    grade_class("compression", places, progress=lambda line: None)
    assert seconds_late(opened) == 0
    assert seconds_late(opened, "bob") == 86_400


def test_another_one_replaces_it_and_0_takes_it_away(opened, places):
    assert "--student ada" in extend("compression", "ada", 0.5, places.gradebook)
    assert seconds_late(opened) == 43_200
    extend("compression", "ada", 0, places.gradebook)
    assert seconds_late(opened) == 86_400


def test_one_student_is_graded_again_and_the_others_stay(opened, places):
    before = {
        name: places.autograded_notebook(name, "compression").stat().st_mtime_ns
        for name in ("ada", "bob")
    }
    (outcome,) = grade_class("compression", places, progress=lambda line: None, student="ada")
    assert (outcome.student, outcome.earlier) == ("ada", False)
    assert places.autograded_notebook("ada", "compression").stat().st_mtime_ns > before["ada"]
    assert places.autograded_notebook("bob", "compression").stat().st_mtime_ns == before["bob"]


def test_what_is_not_there_is_said(opened, places):
    with pytest.raises(UsageError, match="did not hand in"):
        grade_class("compression", places, student="nobody")
    with pytest.raises(UsageError, match="does not know nobody"):
        extend("compression", "nobody", 1, places.gradebook)
    with pytest.raises(UsageError, match="from 0 on"):
        extend("compression", "ada", -1, places.gradebook)
    opened.update_or_create_assignment("compression", duedate=None)
    with pytest.raises(UsageError, match="has no due date"):
        extend("compression", "ada", 1, places.gradebook)
