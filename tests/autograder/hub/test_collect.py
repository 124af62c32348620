"""What a student can put into the exchange by hand, and what is collected of it."""

from __future__ import annotations

import logging
import os
import pwd
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc
from traitlets.config import Config

from autograder.hub.collect import Collect
from autograder.paths import nbgrader_config

ME = pwd.getpwuid(os.getuid()).pw_name


class Exchange:
    """An exchange with one course, and a collect from it."""

    def __init__(self, root: Path):
        self.root = root
        self.inbound = root / "exchange" / "warehouse" / "inbound"
        self.inbound.mkdir(parents=True)
        self.submitted = root / "course" / "submitted"
        self.kilobytes = 100_000  # nbgrader's default

    def put(self, student: str, when: datetime | str, text: str = "{}", lab: str = "lab") -> Path:
        stamp = when if isinstance(when, str) else f"{when:%Y-%m-%d %H:%M:%S.%f} UTC"
        folder = self.inbound / f"{student}+{lab}+{stamp}+random"
        folder.mkdir()
        (folder / f"{lab}.ipynb").write_text(text)
        (folder / "timestamp.txt").write_text(stamp)
        (folder / "submission_secret.txt").write_text("secret")
        return folder

    def collect(self, **settings: bool) -> dict[str, str]:
        """The notebook collected of each student."""
        config = Config()
        config.CourseDirectory = Config(
            root=str(self.root / "course"),
            course_id="warehouse",
            assignment_id="lab",
            db_url=f"sqlite:///{self.root / 'gradebook.db'}",
            max_file_size=self.kilobytes,
        )
        config.Exchange.root = str(self.root / "exchange")
        config.ExchangeCollect = Config(settings)
        Collect(coursedir=CourseDirectory(config=config), config=config).start()
        notebooks = {
            folder.parent.name: folder / "lab.ipynb" for folder in self.submitted.glob("*/lab")
        }
        return {
            student: path.read_text() if path.exists() else ""
            for student, path in notebooks.items()
        }

    def time(self) -> datetime:
        return parse_utc((self.submitted / ME / "lab" / "timestamp.txt").read_text())


@pytest.fixture
def exchange(tmp_path: Path) -> Exchange:
    return Exchange(tmp_path)


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)


def test_the_course_collects_so():
    assert nbgrader_config().ExchangeFactory.collect == "autograder.hub.collect.Collect"


def test_the_last_of_a_students_own_submissions_is_collected(exchange, now):
    exchange.put(ME, now - timedelta(minutes=2), "first")
    last = exchange.put(ME, now, "last")
    assert exchange.collect() == {ME: "last"}
    assert exchange.time() == now
    assert (exchange.submitted / ME / "lab" / "submission_secret.txt").read_text() == (
        last / "submission_secret.txt"
    ).read_text()


def test_a_submission_in_the_name_of_another_is_not(exchange, now, caplog):
    exchange.put("somebody-else", now)
    with caplog.at_level(logging.WARNING):
        assert exchange.collect() == {}
    assert f"it belongs to {ME}, not to somebody-else" in caplog.text


def test_a_link_is_not_followed(exchange, now, caplog):
    secret = exchange.root / "solution.ipynb"
    secret.write_text("the solution")
    folder = exchange.put(ME, now)
    (folder / "lab.ipynb").unlink()
    (folder / "lab.ipynb").symlink_to(secret)
    (folder / "all").symlink_to(exchange.root)
    os.mkfifo(folder / "pipe")
    assert exchange.collect() == {ME: ""}
    assert sorted(path.name for path in (exchange.submitted / ME / "lab").iterdir()) == [
        "submission_secret.txt",
        "timestamp.txt",
    ]


def test_a_submission_that_is_itself_a_link_is_not(exchange, now):
    elsewhere = exchange.root / "elsewhere"
    elsewhere.mkdir()
    (exchange.inbound / f"{ME}+lab+{now} UTC+random").symlink_to(elsewhere)
    assert exchange.collect() == {}


def test_not_more_than_a_lab_can_be_is_copied(exchange, now):
    exchange.kilobytes = 1
    folder = exchange.put(ME, now, "mine")
    (folder / "a.bin").write_bytes(bytes(900))
    (folder / "b.bin").write_bytes(bytes(900))
    assert exchange.collect() == {ME: "mine"}
    assert not (exchange.submitted / ME / "lab" / "b.bin").exists()


def test_a_time_long_before_the_last_change_does_not_count(exchange, now):
    exchange.put(ME, now - timedelta(days=3))
    exchange.collect()
    assert abs(exchange.time() - now) < timedelta(minutes=5)


def test_nor_does_one_that_is_still_to_come(exchange, now):
    exchange.put(ME, now + timedelta(days=3))
    exchange.collect()
    assert abs(exchange.time() - now) < timedelta(minutes=5)


@pytest.mark.parametrize("student", ["..", ".hidden"])
def test_a_name_that_leads_elsewhere_is_not(exchange, now, student):
    exchange.put(student, now)
    assert exchange.collect(check_owner=False) == {}
    assert not (exchange.root / "course" / "lab").exists()


@pytest.mark.parametrize(
    "when", ["yesterday, honestly", "9" * 20, f"3:2{'9' * 33}", "\x1b[2J\x1b]0;title\x07"]
)
def test_a_name_that_cannot_be_read_stops_nobody(exchange, now, when, caplog):
    """Some are too large for a date: those are arithmetic's errors. Nor does a name say anything
    to the terminal that shows the log."""
    exchange.put("zoe", when)
    (exchange.inbound / "lab+lab+").mkdir()
    exchange.put(ME, now, "mine")
    with caplog.at_level(logging.WARNING):
        assert exchange.collect() == {ME: "mine"}
    assert "zoe+lab+" in caplog.text and "\x1b" not in caplog.text and "\x07" not in caplog.text


def test_what_is_taken_away_meanwhile_costs_nobody_else_theirs(exchange, now, caplog, monkeypatch):
    """In a loop of mkdir and rmdir it is there when names are read, and not when it is copied."""
    gone = exchange.put("ada", now)
    exchange.put("zoe", now, "hers")
    monkeypatch.setattr(Collect, "init_dest", lambda self: shutil.rmtree(gone))
    assert exchange.collect(check_owner=False) == {"zoe": "hers"}
    assert f"not collected: {gone.name!r}" in caplog.text


def test_an_exchange_with_nothing_in_it_says_so(exchange, caplog):
    with caplog.at_level(logging.WARNING):
        assert exchange.collect() == {}
    assert "No submissions of 'lab'" in caplog.text
