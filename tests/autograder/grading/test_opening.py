"""A new gradebook has what nbgrader itself would have put into it."""

from __future__ import annotations

import io
import sqlite3
from datetime import UTC

import pytest
from alembic import command
from alembic.config import Config
from nbgrader.dbutil import write_alembic_ini

from autograder import command_line
from autograder.commands import teaching
from autograder.grading import extensions, roster
from autograder.grading.classes import grade_class, release
from autograder.grading.opening import opened
from autograder.grading.places import Places
from autograder.paths import UsageError
from conftest import hand_in, released


def test_a_new_gradebooks_version_is_the_one_that_nbgraders_program_would_say(tmp_path):
    with opened(tmp_path / "gradebook.db"):
        pass
    with sqlite3.connect(tmp_path / "gradebook.db") as tables:
        ((version,),) = tables.execute("select version_num from alembic_version")
    settings, said = tmp_path / "alembic.ini", io.StringIO()
    write_alembic_ini(settings, "sqlite://")
    command.heads(Config(settings, stdout=said))
    assert said.getvalue().split() == [version, "(head)"]


USES = {
    "roster": lambda places: roster.enter([roster.Person("ada")], places.gradebook),
    "due": lambda places: extensions.set_due("warmup", "2026-11-20", places.gradebook, UTC),
    "grade": lambda places: grade_class("compression", places, progress=lambda told: None),
}
MAKES = {"release": lambda places: release("compression", places)}


@pytest.mark.parametrize("use", USES | MAKES)
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty .0 bytes.: put that of your last backup in its place"),
        (b"a text " * 1000, "is damaged .it is no database.: put that of your last backup"),
    ],
)
def test_a_file_that_is_no_gradebook_is_refused_and_stays(tmp_path, use, content, words):
    places = Places.below(tmp_path)
    places.gradebook.write_bytes(content)
    hand_in(tmp_path, "ada", released())
    with pytest.raises(UsageError, match=words):
        (USES | MAKES)[use](places)
    assert places.gradebook.read_bytes() == content


@pytest.mark.parametrize("use", USES)
def test_one_that_is_damaged_within_is_said_in_a_line(tmp_path, use):
    places = Places.below(tmp_path)
    with opened(places.gradebook):
        pass
    content = bytearray(places.gradebook.read_bytes())
    content[100:] = b"\xff" * (len(content) - 100)  # behind the header
    places.gradebook.write_bytes(content)
    hand_in(tmp_path, "ada", released())
    with pytest.raises(Exception, match="Error") as raised:
        USES[use](places)
    assert "the gradebook is damaged (" in command_line._mendable(raised.value)


def test_a_report_makes_no_gradebook(tmp_path, monkeypatch):
    monkeypatch.setattr(Places, "__init__", lambda self: vars(self).update(vars(at)))
    at = object.__new__(Places)
    vars(at).update(gradebook=tmp_path / "gradebook.db")
    with pytest.raises(
        UsageError, match="there is no gradebook .* release compression', and grade"
    ):
        teaching.report("compression")
    assert list(tmp_path.iterdir()) == []
