"""Dates are the course's own: its zone, its evenings, its calendar."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from autograder.grading import dates
from autograder.paths import UsageError

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-11-20 23:59", (2026, 11, 20, 22, 59)),
        ("2026-11-20 11:59 PM", (2026, 11, 20, 22, 59)),
        ("2026-11-20 11:59pm", (2026, 11, 20, 22, 59)),
        ("2026-11-20 11:59 p.m.", (2026, 11, 20, 22, 59)),
        ("2026-11-20 12:00 AM", (2026, 11, 19, 23, 0)),
        ("2026-11-20", (2026, 11, 20, 22, 59)),
        ("2026-07-20 23:59", (2026, 7, 20, 21, 59)),
        ("2026-11-20 23:59 UTC", (2026, 11, 20, 23, 59)),
        ("2026-11-20 11:59 PM UTC", (2026, 11, 20, 23, 59)),
        ("2026-11-20T23:59:00+05:30", (2026, 11, 20, 18, 29)),
        ("2026-11-20 23:59 America/New_York", (2026, 11, 21, 4, 59)),
        ("2026-11-20 23:59:30Z", (2026, 11, 20, 23, 59, 30)),
        ("2026-11-20 23:59 CET", (2026, 11, 20, 22, 59)),  # as 'due' prints it
        ("2026-11-20 11:59 PM CET", (2026, 11, 20, 22, 59)),
        ("2026-07-20 23:59:00 CEST", (2026, 7, 20, 21, 59)),
        ("2026-10-25 02:30 CEST", (2026, 10, 25, 0, 30)),  # twice on that day: told apart
        ("2026-10-25 02:30 CET", (2026, 10, 25, 1, 30)),
        ("2026-11-20 23:59 EST", (2026, 11, 21, 4, 59)),
        ("2026-11-20 23:59 -03", (2026, 11, 21, 2, 59)),
    ],
)
def test_a_date_is_read_in_the_courses_zone(text, utc):
    assert dates.read(text, BERLIN) == datetime(*utc)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("03/04/2026", "is no date"),
        ("tomorrow", "is no date"),
        ("2026-11-20 25:00", "is no date"),
        ("2026-11-20 23:59 Europe/Nowhere", "no time zone"),
        ("2026-11-20 23:59 XYZ", "no time zone 'XYZ'"),
        ("2026-03-29 02:30", "clocks are put forward"),
        ("0026-11-20", "is no date"),
        ("9999-12-31 23:59", "is no date"),  # which no extension could follow
        ("", "is no date"),
    ],
)
def test_what_cannot_be_meant_is_refused(text, words):
    with pytest.raises(UsageError, match=words):
        dates.read(text, BERLIN)


@pytest.mark.parametrize(
    ("due", "handed_in", "days"),
    [
        ("2026-11-20 23:59", "2026-11-20 23:59", 0),
        ("2026-11-20 23:59", "2026-11-21 00:05", 0),  # within the grace
        ("2026-11-20 23:59", "2026-11-21 00:30", 1),
        ("2026-11-20 23:59", "2026-11-22 00:08", 1),
        ("2026-11-20 23:59", "2026-11-22 00:30", 2),
        ("2026-10-24 23:59", "2026-10-25 23:59", 1),  # 25 hours later
        ("2026-03-28 23:59", "2026-03-29 23:59", 1),  # 23 hours later
        ("2026-03-28 23:59", "2026-03-30 00:30", 2),
    ],
)
def test_a_day_late_is_a_day_of_the_calendar(due, handed_in, days):
    moments = (dates.read(text, BERLIN) for text in (due, handed_in))
    assert dates.days_late(*moments, BERLIN, grace=600) == days


def test_a_moment_is_shown_in_the_courses_zone():
    assert dates.shown(datetime(2026, 11, 20, 22, 59), BERLIN) == "2026-11-20 23:59 CET"


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata", "UTC"])
@pytest.mark.parametrize("month", [1, 7])
def test_what_is_shown_is_read(zone, month):
    moment = datetime(2026, month, 20, 22, 59)
    assert dates.read(dates.shown(moment, ZoneInfo(zone)), ZoneInfo(zone)) == moment
