"""The leaderboard of one: what is kept of a run, what is shown, and what a spoilt file costs."""

from __future__ import annotations

import time

import pytest

from warehouse.capstone import leaderboard, storage, views, workload, yours
from warehouse.capstone.earlier import Gathered
from warehouse.capstone.standins import STANDINS
from warehouse.errors import CourseError


def a_run(moved, same=True, number=1):
    return workload.Run(number, same, 1, moved, 10, 5, 2.0, 0.1)


def a_line(moved, scale=0.01):
    return leaderboard.line([a_run(moved), a_run(0)], 100, 0.001, scale, 4, 3)


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setattr(leaderboard, "FILE", tmp_path / ".course" / "capstone.json")
    return leaderboard.FILE


def test_a_line_adds_a_run_up():
    line = a_line(7)
    assert line[1:] == (0.01, 4, 3, 7, 20, 100, 10, 4.0, round(4 * 4 * 0.375 / 3600 + 0.001, 6))


def test_lines_are_kept_and_the_last_is_marked_among_its_peers(file):
    for moved, scale in ((9, 0.01), (5, 0.01), (1, 0.1), (7, 0.01)):
        lines = leaderboard.keep(a_line(moved, scale))
    assert leaderboard.read() == lines and len(lines) == 4
    table = leaderboard.shown(lines)
    assert [(row[0], row[3]) for row in table.rows] == [("1", "5"), ("2 now", "7"), ("3", "9")]
    for moved in range(10, 20):
        lines = leaderboard.keep(a_line(moved))
    assert [row[0] for row in leaderboard.shown(lines).rows][-2:] == ["7", "13 now"]


def test_no_more_is_kept_than_a_small_file_holds(file, monkeypatch):
    monkeypatch.setattr(leaderboard, "MOST", 2)
    for moved in (1, 2, 3):
        leaderboard.keep(a_line(moved))
    assert [line.moved for line in leaderboard.read()] == [2, 3]


@pytest.mark.parametrize("spoilt", ["{", "[1]", '[{"when": 1}]', "7"])
def test_a_spoilt_file_is_said_and_left_alone(file, spoilt):
    file.parent.mkdir()
    file.write_text(spoilt)
    with pytest.raises(CourseError, match="move it away"):
        leaderboard.keep(a_line(1))
    assert file.read_text() == spoilt


def counted(*runs):
    return yours.Whole(list(runs), storage.Counts(1, 1, 1, 100, 0.001, 10, 20))


def test_a_wrong_answer_leaves_no_line_and_a_spoilt_file_no_run_undone(file):
    assert "Queries 3 give other rows" in yours.kept(counted(a_run(1), a_run(1, False, 3)), 1, 4, 0)
    assert not file.exists()
    assert len(yours.kept(counted(a_run(1)), 0.01, 4, 0).rows) == 1
    file.write_text("{")
    assert "move it away" in yours.kept(counted(a_run(1)), 0.01, 4, 0)
    file.unlink()
    file.parent.rmdir()
    file.parent.write_text("a file where the folder should be")
    assert "cannot be" in yours.kept(counted(a_run(1)), 0.01, 4, 0)


def test_the_view_shows_it(file, monkeypatch):
    monkeypatch.setattr(views.earlier, "gathered", lambda: Gathered(storage.LENT, []))
    monkeypatch.setattr(views.both, "run", lambda *given: counted(a_run(12_345)))
    page = views.yours(None, STANDINS).value
    assert "12,345" in page and "1 now" in page and file.exists()


def test_a_view_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(views, "WHOLE_SECONDS", 0.05)
    assert "given up" in views._patiently(lambda: time.sleep(5)).value
