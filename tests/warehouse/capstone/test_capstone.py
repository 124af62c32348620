"""The parts that the capstone lab lends: what works of the student's own is used, the rest is stood in
for."""

from __future__ import annotations

import pytest

from warehouse.capstone import standins, views


def stub(*arguments):
    raise NotImplementedError


def test_a_part_that_works_is_used():
    names = {"count": lambda rows, block_rows: -(-rows // block_rows)}
    assert standins.counter(names, "count") is names["count"]


@pytest.mark.parametrize("names", [{}, {"count": stub}, {"count": lambda rows, block_rows: rows}])
def test_a_part_that_does_not_work_is_stood_in_for_and_said(names, capsys):
    assert standins.counter(names, "count")(100, 10) == 1
    assert "a stand-in" in capsys.readouterr().out


def test_the_view_shows_a_stub_as_not_started():
    assert "Not started yet" in views.counted(stub).value
    assert "600,572" in views.counted(lambda rows, block_rows: -(-rows // block_rows)).value
