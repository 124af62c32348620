"""Grades for Canvas and Moodle: their formats, nbgrader's scores, nobody's zero who has no grade,
no formulas."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from traitlets.config import Config

from autograder.paths import AUTOGRADER
from autograder.reports.exporters import CanvasExporter, MoodleExporter, cell, number, scores

EVIL = '=HYPERLINK("http://evil.example","x")'


@pytest.fixture(scope="module")
def database(tmp_path_factory) -> str:
    """Two labs of two cells each. ada has everything, bob is late, cleo failed to be graded, dan
    handed in nothing."""
    url = f"sqlite:///{tmp_path_factory.mktemp('grades') / 'gradebook.db'}"
    with Gradebook(url, "warehouse") as gradebook:
        for lab in ("compression", "zone_maps"):
            gradebook.add_assignment(lab)
            gradebook.add_notebook(lab, lab)
            gradebook.add_grade_cell("one-checks", lab, lab, max_score=10, cell_type="code")
            gradebook.add_grade_cell("two-checks", lab, lab, max_score=5.5, cell_type="code")
            gradebook.add_solution_cell("one", lab, lab)
        gradebook.add_student(
            "ada",
            first_name="Ada",
            last_name="Lovelace",
            email="ada@example.org",
            lms_user_id="1815",
        )
        gradebook.add_student(
            "bob",
            first_name="Bob",
            last_name="O'Neil, jr.",
            email="bob@example.org",
            lms_user_id="not-a-number",
        )
        gradebook.add_student("cleo", first_name=EVIL, last_name="-1+1", email="@SUM(1)")
        gradebook.add_student("dan")
        for student in ("ada", "bob", "cleo"):
            gradebook.add_submission("compression", student)
        points(gradebook, "ada", 7, 5.25)
        points(gradebook, "bob", 3, 0)
        gradebook.find_grade("two-checks", "compression", "compression", "ada").manual_score = 4
        gradebook.find_comment(
            "one", "compression", "compression", "ada"
        ).manual_comment = "well\nreasoned"
        gradebook.find_submission("compression", "bob").notebooks[0].late_submission_penalty = 5
        gradebook.db.commit()
    return url


def points(gradebook: Gradebook, student: str, one: float, two: float) -> None:
    gradebook.find_grade("one-checks", "compression", "compression", student).auto_score = one
    gradebook.find_grade("two-checks", "compression", "compression", student).auto_score = two


def exported(exporter: type, url: str, path: Path, **traits) -> list[list[str]]:
    config = Config({exporter.__name__: traits})
    with Gradebook(url, "warehouse") as gradebook:
        exporter(config=config, to=str(path)).export(gradebook)
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def test_canvas(database, tmp_path):
    header, possible, *rows = exported(CanvasExporter, database, tmp_path / "c.csv")
    assert header == [
        "Student",
        "ID",
        "SIS User ID",
        "SIS Login ID",
        "Section",
        "compression",
        "zone_maps",
    ]
    assert possible == ["    Points Possible", "", "", "", "", "15.5", "15.5"]
    by_login = {row[3]: row for row in rows}
    assert by_login["ada"] == ["Lovelace, Ada", "1815", "ada", "ada", "", "11", ""]
    assert by_login["bob"] == ["O'Neil, jr., Bob", "", "bob", "bob", "", "0", ""], (
        "3 points, 5 off for lateness, and never below 0"
    )
    assert by_login["cleo"][5:] == ["", ""], "handed in and not graded is no 0"
    assert by_login["dan"] == ["dan", "", "dan", "dan", "", "", ""]


def test_canvas_under_the_assignments_own_titles(database, tmp_path):
    columns = {"compression": "Lab 1 (4711)"}
    header, *_ = exported(
        CanvasExporter, database, tmp_path / "c.csv", columns=columns, assignment=["compression"]
    )
    assert header[5:] == ["Lab 1 (4711)"]


def test_moodle(database, tmp_path):
    header, *rows = exported(MoodleExporter, database, tmp_path / "m.csv")
    assert header == [
        "First name",
        "Last name",
        "Username",
        "ID number",
        "compression",
        "zone_maps",
    ]
    assert sorted(row[2:] for row in rows if row[2] != "bob") == [
        ["ada", "ada", "11", "-"],
        ["cleo", "cleo", "-", "-"],
        ["dan", "dan", "-", "-"],
    ]


def test_moodle_gets_addresses_only_where_all_have_one(database, tmp_path):
    header, *rows = exported(MoodleExporter, database, tmp_path / "m.csv", student=["ada", "bob"])
    assert header[4] == "Email address"
    assert {row[2]: row[4] for row in rows} == {"ada": "ada@example.org", "bob": "bob@example.org"}


def test_moodle_with_feedback(database, tmp_path):
    header, *rows = exported(
        MoodleExporter, database, tmp_path / "m.csv", feedback=True, assignment=["compression"]
    )
    assert header[-2:] == ["compression", "compression (feedback)"]
    by_name = {row[2]: row[-1] for row in rows}
    assert by_name["ada"] == "one: 7 of 10; two: 4 of 5.5; well reasoned"
    assert by_name["bob"] == "one: 3 of 10; two: 0 of 5.5; late: -5"
    assert by_name["cleo"] == by_name["dan"] == ""


@pytest.mark.parametrize("exporter", [CanvasExporter, MoodleExporter])
def test_no_cell_is_a_formula(database, tmp_path, exporter):
    table = exported(exporter, database, tmp_path / "x.csv", columns={"zone_maps": "+lab"})
    cells = [text for row in table for text in row]
    assert not [
        text for text in cells if text != "-" and text.lstrip().startswith(("=", "+", "-", "@"))
    ]
    assert any(EVIL in text for text in cells), "the name is still there, behind an apostrophe"


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\t=1", " =1", "\r=1", "\n=1", "＝1", "\0=1"]
)
def test_formulas_get_an_apostrophe(text):
    assert cell(text).startswith("'")


def test_plain_texts_and_numbers_stay_as_they_are():
    assert [cell(text) for text in ("Ada", "O'Neil", "x=1", "", None)] == [
        "Ada",
        "O'Neil",
        "x=1",
        "",
        "",
    ]
    assert [number(value) for value in (0, 10.0, 1234.5, 2 / 3, 99.999, None)] == [
        "0",
        "10",
        "1234.5",
        "0.67",
        "100",
        "",
    ]


def test_scores_agree_with_nbgrader_s_own(database):
    with Gradebook(database, "warehouse") as gradebook:
        mine = scores(gradebook, "compression")
        for student in ("ada", "bob"):
            submission = gradebook.find_submission("compression", student)
            assert mine[student].final == max(
                0.0, submission.score - submission.late_submission_penalty
            )
        assert set(mine) == {"ada", "bob"}
        assert scores(gradebook, "zone_maps") == {}


def test_the_command_that_the_book_names(database, tmp_path):
    """nbgrader itself, called where an instructor calls it."""
    out = tmp_path / "canvas.csv"
    command = [
        Path(sys.executable).parent / "nbgrader",
        "export",
        "--exporter=autograder.reports.exporters.CanvasExporter",
    ]
    done = subprocess.run(
        [*command, "--to", out, "--db", database], cwd=AUTOGRADER, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert out.read_text().startswith("Student,ID,SIS User ID,SIS Login ID,Section,compression")
