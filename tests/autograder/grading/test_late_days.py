"""Late days are counted over the whole course, in the order of the due dates, by nbgrader's own
preprocessor."""

from __future__ import annotations

from datetime import datetime, timedelta

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config

from autograder.grading.late_days import LateDays

DUE = datetime(2026, 11, 1)


@pytest.fixture
def gradebook(tmp_path):
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as opened:
        for number, lab in enumerate(("first", "second", "third")):
            opened.add_assignment(lab, duedate=DUE + timedelta(7 * number))
            opened.add_notebook("lab", lab)
            opened.add_grade_cell("cell", "lab", lab, max_score=100, cell_type="code")
        opened.add_student("ada")
        yield opened


def hand_in(gradebook: Gradebook, lab: str, late: timedelta) -> None:
    gradebook.add_submission(lab, "ada", timestamp=gradebook.find_assignment(lab).duedate + late)
    grade = gradebook.find_grade("cell", "lab", lab, "ada")
    grade.auto_score = 80
    gradebook.db.commit()


def penalty(gradebook: Gradebook, lab: str, **settings: float) -> float | None:
    config = Config()
    config.AssignLatePenalties.plugin_class = "autograder.grading.late_days.LateDays"
    config.LateDays = Config(settings)
    resources = {
        "nbgrader": {
            "notebook": "lab",
            "assignment": lab,
            "student": "ada",
            "db_url": gradebook.db.bind.url.render_as_string(),
        }
    }
    AssignLatePenalties(config=config).preprocess(nbformat.v4.new_notebook(), resources)
    gradebook.db.expire_all()
    return gradebook.find_submission_notebook("lab", lab, "ada").late_submission_penalty


def test_free_days_are_used_up_in_the_order_of_due_dates(gradebook):
    # two begun days; handed in and graded before the others
    hand_in(gradebook, "third", timedelta(days=1, hours=1))
    assert penalty(gradebook, "third", free=3, share=0.1) is None
    hand_in(gradebook, "first", timedelta(days=2))
    hand_in(gradebook, "second", timedelta(hours=-1))
    assert penalty(gradebook, "first", free=3) is None
    assert penalty(gradebook, "second", free=3) is None
    # one free day was left for its two
    assert penalty(gradebook, "third", free=3, share=0.1) == pytest.approx(8)
    assert penalty(gradebook, "third", free=0, share=0.1) == pytest.approx(16)


def test_a_few_minutes_are_no_day_and_a_penalty_is_never_more_than_the_score(gradebook):
    hand_in(gradebook, "first", timedelta(minutes=9))
    assert penalty(gradebook, "first", free=0) is None
    hand_in(gradebook, "second", timedelta(days=50))
    assert penalty(gradebook, "second", free=0, share=0.5) == 80


def test_it_must_know_the_lab():
    with pytest.raises(TypeError, match="AssignLatePenalties"):
        LateDays().late_submission_penalty("ada", 80, 90_000)
