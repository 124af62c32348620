"""The view of a table's regions: a button does what it says, and a part that fails is said and
never raised."""

from __future__ import annotations

import ipywidgets as widgets

from warehouse.zone_maps.views import regions


def pressed(append, vacuum) -> list[str]:
    """The picture at first and after each button, from left to right."""
    row, picture = regions(append, vacuum).children
    shown = [picture.value]
    for button in row.children:
        assert isinstance(button, widgets.Button)
        button.click()
        shown.append(picture.value)
    return shown


def test_every_button_shows_what_it_did():
    first, days, late, vacuumed = pressed(lambda stored, rows: stored, lambda stored: stored)
    assert "Nothing done yet." in first
    assert "append new days: 0 blocks read, 0 written." in days
    assert "append late rows: 0 blocks read, 0 written." in late
    assert "vacuum: 0 blocks read, 0 written." in vacuumed


def test_a_part_that_is_not_started_is_said():
    def stub(*args):
        raise NotImplementedError("not started")

    assert all("Not started yet" in shown for shown in pressed(stub, stub)[1:])
