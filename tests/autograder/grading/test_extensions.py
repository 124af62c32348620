"""One student's own due date, and grading one student again."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import nbformat
import pytest
from nbgrader.api import Gradebook
from traitlets.config import Config

from autograder.grading import roster
from autograder.grading.classes import grade_class
from autograder.grading.extensions import extend, set_due, with_due_dates
from autograder.grading.preprocessors import PresentTime
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
    with pytest.raises(UsageError, match="does not know ADA: say ada"):
        extend("compression", "ADA", 1, places.gradebook)
    with pytest.raises(
        UsageError, match=r"know adda: say ada; who is new gets a line in roster\.csv"
    ):
        extend("compression", "adda", 1, places.gradebook, groups=["Team 1"])
    with pytest.raises(UsageError, match="know Team 2: say Team 1;"):
        extend("compression", "Team 2", 1, places.gradebook, groups=["Team 1"])
    with pytest.raises(UsageError, match="did not hand in .* is not there; is it ada.$"):
        grade_class("compression", places, student="adda")
    with pytest.raises(UsageError, match="from 0 to 366"):
        extend("compression", "ada", -1, places.gradebook)
    for days in (float("nan"), 1e9):
        with pytest.raises(UsageError, match="from 0 to 366"):
            extend("compression", "ada", days, places.gradebook)
    opened.update_or_create_assignment("compression", duedate=None)
    with pytest.raises(UsageError, match="has no due date"):
        extend("compression", "ada", 1, places.gradebook)


def test_a_due_date_is_set_in_the_courses_zone_and_stands_in_the_gradebook_in_utc(opened, places):
    words = set_due(
        "compression", "2026-11-20 11:59 PM", places.gradebook, ZoneInfo("Europe/Berlin")
    )
    assert words == "compression is due at 2026-11-20 23:59 CET (2026-11-20 22:59 UTC)"
    opened.db.expire_all()
    assert opened.find_assignment("compression").duedate == datetime(2026, 11, 20, 22, 59)
    assert with_due_dates(places.gradebook) == ["compression"]


def test_a_roster_goes_into_the_gradebook_and_corrects_it(opened, places):
    people = [roster.Person("ada", "Ada", "Byron"), roster.Person("new", email="n@x")]
    assert roster.enter(people, places.gradebook) == 1
    people[0] = roster.Person("ada", "Ada", "Lovelace")
    assert roster.enter(people, places.gradebook) == 0
    opened.db.expire_all()
    assert opened.find_student("ada").last_name == "Lovelace"
    assert opened.find_student("new").email == "n@x"


def times(opened: Gradebook, places) -> dict[str, datetime | None]:
    """By student what the gradebook says, after a look at what lies in autograded."""
    opened.db.expire_all()
    found = {name: opened.find_submission("compression", name).timestamp for name in ("ada", "bob")}
    for name, when in found.items():
        kept = places.autograded_notebook(name, "compression").with_name("timestamp.txt")
        assert kept.exists() == (when is not None)
    return found


def test_a_regrade_has_the_submissions_present_time_and_none_where_there_is_none(
    opened, gradebook, places
):
    stamp = gradebook / "submitted" / "{}" / "compression" / "timestamp.txt"
    paths = {name: Path(str(stamp).format(name)) for name in ("ada", "bob")}
    for path in paths.values():
        path.write_text(f"{DUE + timedelta(days=2)} UTC")
    grade_class("compression", places, progress=lambda line: None)
    assert times(opened, places) == dict.fromkeys(paths, DUE + timedelta(days=2))
    assert seconds_late(opened) > 0
    paths["ada"].unlink()
    paths["bob"].write_text(f"{DUE} UTC")
    grade_class("compression", places, progress=lambda line: None)
    assert times(opened, places) == {"ada": None, "bob": DUE}
    assert seconds_late(opened) == 0


def test_so_it_has_in_nbgraders_own_autograde(opened, gradebook, places):
    """Which keeps an earlier time by itself, and takes one without a zone for UTC."""
    stamp = gradebook / "submitted" / "bob" / "compression" / "timestamp.txt"
    step = PresentTime(config=Config({"LateDays": {"zone": "Europe/Berlin"}}))
    about = {"student": "bob", "assignment": "compression"}
    about["db_url"] = f"sqlite:///{places.gradebook}"
    resources = {"nbgrader": about, "metadata": {"path": str(stamp.parent)}}
    for text, expected in (
        ("2026-11-27 08:00:00", datetime(2026, 11, 27, 7)),
        ("2026-11-27 08:00:00 CET", datetime(2026, 11, 27, 7)),
        ("2026-11-27 08:00:00.5 UTC", datetime(2026, 11, 27, 8, 0, 0, 500_000)),
        (None, None),
    ):
        stamp.write_text(text) if text else stamp.unlink()
        step.preprocess(nbformat.v4.new_notebook(), resources)
        opened.db.expire_all()
        assert opened.find_submission("compression", "bob").timestamp == expected
