"""Students who work together: one submission, graded once and recorded for each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from nbgrader.api import Gradebook

from autograder.grading import classes, groups, roster
from autograder.grading.classes import grade_class
from autograder.grading.extensions import extend
from autograder.paths import UsageError
from autograder.reports import exporters, report
from autograder.reports.table import Row, class_table
from conftest import RIGHT_RLE, hand_in, released, set_cell

LAB = "compression"
DUE = datetime(2026, 11, 1, 12)
CLASS = ["ada", "bob", "cyd", "dan", "eve", "fay"]
TOGETHER = "id,group\nada,Team 1\nbob,Team 1\ncyd,Team 1\ndan,Team 2\neve,Team 2\n"
WRONG = RIGHT_RLE.replace("if len(a) else np.empty(0, np.int64)", "")


def at(gradebook, student: str, answer: str, when: datetime, secret: str = "") -> None:
    hand_in(gradebook, student, set_cell(released(), "rle", answer))
    folder = gradebook / "submitted" / student / LAB
    (folder / "timestamp.txt").write_text(f"{when} UTC")
    if secret:
        (folder / "submission_secret.txt").write_text(secret)


@pytest.fixture(scope="module")
def graded(gradebook, places) -> Iterator[tuple[dict[str, Row], list[str]]]:
    """A class of two groups and fay, who works alone. In Team 1 bob hands in later than ada, other
    and better work, a day late; cyd, who has an extension, nothing. In Team 2 both hand in the
    same."""
    places.roster.write_text("id\n" + "\n".join(CLASS) + "\n")
    places.groups.write_text(TOGETHER)
    roster.enter(roster.read(places.roster), places.gradebook)
    with Gradebook(f"sqlite:///{places.gradebook}", "warehouse") as opened:
        opened.update_or_create_assignment(LAB, duedate=DUE)
    extend(LAB, "cyd", 2, places.gradebook)
    at(gradebook, "ada", WRONG, DUE - timedelta(days=1), "ada's secret")
    at(gradebook, "bob", RIGHT_RLE, DUE + timedelta(days=1), "bob's secret")
    at(gradebook, "dan", WRONG, DUE)
    at(gradebook, "eve", WRONG, DUE)
    at(gradebook, "fay", RIGHT_RLE, DUE)
    executed = []
    kept = classes._Run._executed
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            classes._Run,
            "_executed",
            lambda run, one, nb: executed.append(one.student) or kept(run, one, nb),
        )
        outcomes = grade_class(LAB, places, progress=lambda told: None)
    yield {row.student: row for row in class_table(LAB, outcomes, places)}, executed


def test_a_groups_last_submission_is_graded_once_and_is_everybodys(graded):
    rows, executed = graded
    assert {name: row.score for name, row in rows.items()} == {
        "ada": 10, "bob": 10, "cyd": 10, "dan": 9, "eve": 9, "fay": 10,
    }  # fmt: skip
    assert sorted(executed) == ["bob", "dan", "fay"]


def test_the_table_says_whose_was_taken(graded):
    rows, _ = graded
    for student in ("ada", "bob", "cyd"):
        assert (
            "group Team 1: what bob handed in was graded, for ada and cyd too; "
            "other work that ada handed in was not"
        ) in rows[student].remarks
    for student in ("dan", "eve"):  # handed in twice, and the same
        assert "group Team 2: what dan handed in was graded, for eve too" in rows[student].remarks
    assert not any("group" in remark for remark in rows["fay"].remarks)


def test_each_has_a_row_in_the_gradebook_and_is_late_by_a_due_date_of_their_own(graded, places):
    with Gradebook(f"sqlite:///{places.gradebook}", "warehouse") as opened:
        late = {
            student: opened.find_submission(LAB, student).total_seconds_late for student in CLASS
        }
        points = {name: score.points for name, score in exporters.scores(opened, LAB).items()}
    assert late == {"ada": 86_400, "bob": 86_400, "cyd": 0, "dan": 0, "eve": 0, "fay": 0}
    assert points == {"ada": 10, "bob": 10, "cyd": 10, "dan": 9, "eve": 9, "fay": 10}


def test_each_has_a_page_in_their_own_folder_and_the_exchange_their_own_secret(graded, places):
    for student in CLASS:
        folder = places.feedback / student / LAB
        assert re.search(r"Score: (10|9)\.0 / 100\.0", (folder / f"{LAB}.html").read_text())
        assert (folder / "timestamp.txt").exists()  # release_feedback ends without
    secrets = {
        name: (places.feedback / name / LAB / "submission_secret.txt").read_text()
        for name in ("ada", "bob", "cyd")
    }
    assert (secrets["ada"], secrets["bob"]) == ("ada's secret", "bob's secret")
    assert len(set(secrets.values())) == 3


def test_the_report_does_not_find_a_group_alike(graded, places):
    found = report.collect(LAB, places=places)
    assert len(found.students) == len(CLASS)
    alike = {name for pair in found.alike.pairs for name in (pair.first, pair.second)}
    alike |= {name for group in found.alike.groups for name in group.students}
    assert alike <= {"ada, bob, cyd", "dan, eve", "fay"}
    assert found.alike.compared == 3


def test_nothing_is_graded_again_until_the_group_or_its_work_changes(graded, gradebook, places):
    def again(**named: str) -> dict[str, bool]:
        outcomes = grade_class(LAB, places, progress=lambda told: None, feedback=False, **named)
        return {outcome.student: outcome.earlier for outcome in outcomes}

    assert set(again().values()) == {True}
    places.groups.write_text(TOGETHER + "fay,Team 2\n")
    assert again() == dict.fromkeys(("ada", "bob", "cyd"), True) | dict.fromkeys(
        ("dan", "eve", "fay"), False
    )
    assert again(student="eve") == dict.fromkeys(("dan", "eve", "fay"), False)
    at(gradebook, "cyd", WRONG, DUE + timedelta(days=2))
    outcomes = grade_class(LAB, places, progress=lambda told: None, feedback=False)
    rows = {row.student: row.score for row in class_table(LAB, outcomes, places)}
    assert (rows["ada"], rows["bob"], rows["cyd"]) == (9, 9, 9)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("id\nada\n", "no column group; it has id"),
        ("id,group\nadda,T\n", "line 2: 'adda' is neither .* is it 'ada'\\?"),
        ("id,group\nnobody-else,T\n", r"neither on the roster nor in the gradebook\. Mend the id"),
        ("id,group\nada,T\nada,U\n", "line 3: 'ada' is in two groups of every lab, 'T' and 'U'"),
        ("id,group\nada,T\nada,T\n", "line 3: 'ada' stands twice in group 'T'"),
        ("id,group,lab\nada,T,nolab\n", "line 2: there is no lab 'nolab'; the labs are"),
        ("id,group\nada,\n", "line 2: '' is no group's name"),
        ("id,group\nada,<b>\n", "line 2: '<b>' is no group's name"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_the_fix(graded, places, tmp_path, text, words):
    elsewhere = replace(places, groups=tmp_path / "groups.csv")
    elsewhere.groups.write_text(text)
    for refuses in (groups.in_words, lambda at: grade_class(LAB, at)):
        with pytest.raises(UsageError, match=words):
            refuses(elsewhere)


def test_a_lab_with_groups_of_its_own_has_no_others(graded, places, tmp_path):
    elsewhere = replace(places, groups=tmp_path / "groups.csv")
    elsewhere.groups.write_text(
        "id;group;lab\nada;T;\nbob;T;all\nada;U;compression\ncyd;U;compression\n"
    )
    assert groups.of_lab(LAB, elsewhere) == [groups.Group("U", ("ada", "cyd"))]
    assert groups.of_lab("zone_maps", elsewhere) == [groups.Group("T", ("ada", "bob"))]
    assert groups.members("U", LAB, elsewhere) == ["ada", "cyd"]
    assert groups.members("U", "zone_maps", elsewhere) == ["U"]
    assert groups.in_words(elsewhere) == [
        "all other labs: 2 students in 1 group; alone: cyd, dan, eve, fay",
        "compression: 2 students in 1 group; alone: bob, dan, eve, fay",
    ]
