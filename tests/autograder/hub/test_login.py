"""Who is let in, without a hub: what the words say. With one: test_hub.py."""

from __future__ import annotations

import pytest
from tornado import web

from autograder.hub.login import STUDENTS, OfTheCourse


@pytest.fixture
def door(tmp_path):
    roster = tmp_path / "roster.csv"
    roster.write_text("id\nada\nBob\n")
    return OfTheCourse(roster=roster, instructors={"ida"}, account="grader")


def test_who_is_on_the_roster_is_let_in(door):
    assert door.check_allowed("ada") and door.groups("ada") == [STUDENTS]


def test_an_id_in_other_letters_than_the_accounts_is_named(door):
    """nbgrader #1534: accounts have small letters, and a roster has what the registry writes."""
    with pytest.raises(web.HTTPError) as refused:
        door.check_allowed("bob")
    assert "bob stands on the course's roster as Bob" in refused.value.log_message


def test_who_is_not_on_it_is_told_whom_to_ask(door):
    with pytest.raises(web.HTTPError) as refused:
        door.check_allowed("eve")
    assert "eve is not on the course's roster. Ask your instructor" in refused.value.log_message
