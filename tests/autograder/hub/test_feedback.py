"""Feedback through the exchange, from the course's folder to the student's."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader.auth import Authenticator
from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeFetchFeedback, ExchangeList
from traitlets.config import Config

from autograder.hub.release import ReleaseFeedback
from autograder.paths import nbgrader_config

WHEN = "2026-11-29 12:00:00.000000 UTC"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    config = Config()
    config.CourseDirectory = Config(
        root=str(tmp_path / "course"), course_id="warehouse", assignment_id="lab"
    )
    (tmp_path / "exchange").mkdir()
    config.Exchange = Config(root=str(tmp_path / "exchange"))
    return config


def hand_in(tmp_path: Path, student: str, *notebooks: str) -> None:
    """As it was collected, and graded: one page, under the lab's name."""
    here = tmp_path / student / "cache" / "warehouse" / f"{student}+lab+{WHEN}"
    graded = tmp_path / "course" / "feedback" / student / "lab"
    submitted = tmp_path / "course" / "submitted" / student / "lab"
    for folder in (here, graded, submitted):
        folder.mkdir(parents=True)
        (folder / "timestamp.txt").write_text(WHEN)
        (folder / "submission_secret.txt").write_text(f"secret of {student}")
    for name in notebooks:
        for folder in (here, submitted):
            (folder / name).write_text("{}")
    (graded / "lab.html").write_text(f"page of {student}")


def release(config: Config, student: str = "*") -> None:
    config.CourseDirectory.student_id = student
    ReleaseFeedback(coursedir=CourseDirectory(config=config), config=config).start()


def fetched(tmp_path: Path, config: Config, student: str) -> tuple[bool, dict[str, str]]:
    """Whether the student's list says that there is feedback, and the pages they get."""
    config.CourseDirectory.student_id = student
    home = tmp_path / student
    config.Exchange.cache, config.Exchange.assignment_dir = str(home / "cache"), str(home)
    config.ExchangeList.cached = True
    both = {
        "coursedir": CourseDirectory(config=config),
        "authenticator": Authenticator(config=config),
        "config": config,
    }
    (listed,) = ExchangeList(**both).start()
    ExchangeFetchFeedback(**both).start()
    pages = (home / "lab" / "feedback").rglob("*.html")
    there = all(one["has_exchange_feedback"] for one in listed["submissions"])
    return there, {path.name: path.read_text() for path in pages}


def test_the_course_releases_feedback_so():
    assert (
        nbgrader_config().ExchangeFactory.release_feedback
        == "autograder.hub.release.ReleaseFeedback"
    )


@pytest.mark.parametrize(
    "notebooks", [["lab.ipynb"], ["my work.ipynb"], ["lab.ipynb", "a copy.ipynb"]]
)
def test_feedback_arrives_under_the_name_that_the_notebook_has(config, tmp_path, notebooks):
    hand_in(tmp_path, "ada", *notebooks)
    hand_in(tmp_path, "bob", "lab.ipynb")
    release(config)
    pages = {f"{Path(name).stem}.html": "page of ada" for name in notebooks}
    assert fetched(tmp_path, config, "ada") == (True, pages)


def test_a_second_release_brings_what_is_new_there_too(config, tmp_path):
    hand_in(tmp_path, "ada", "my work.ipynb")
    release(config)
    page = tmp_path / "course" / "feedback" / "ada" / "lab" / "lab.html"
    page.write_text("with a comment")
    release(config)
    assert fetched(tmp_path, config, "ada") == (True, {"my work.html": "with a comment"})


def test_one_students_release_is_that_students(config, tmp_path):
    for student in ("ada", "bob"):
        hand_in(tmp_path, student, "my work.ipynb")
    release(config, "ada")
    assert fetched(tmp_path, config, "bob") == (False, {})
