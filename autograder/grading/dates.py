"""Dates as a course writes them: in its own time zone, with morning and evening told apart, days by the
calendar.

nbgrader keeps dates in UTC without a zone, and takes the third word of a date for a zone: of
"2026-11-20 11:59 PM" it makes a minute to noon.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from traitlets.config import Config

from autograder.paths import UsageError

_WAYS = (
    "%Y-%m-%d %H:%M:%S.%f",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %I:%M:%S %p",
    "%Y-%m-%d %I:%M %p",
    "%Y-%m-%d %I %p",
)
FIRST_YEAR, LAST_YEAR = 1990, 2999  # of dates that are no slip of the pen
# the last are what ``shown`` writes: CET, and -03 where a zone has no letters
_ZONE = re.compile(
    r"\s*(Z|[A-Za-z_]+/[A-Za-z_/+-]+|[+-]\d{2}:?\d{2}|(?<=[\dMm.])\s+(?![AP]M$)[A-Z]{2,5}"
    r"|(?<=:\d\d)[+-]\d{2}|\s+[+-]\d{2})$"
)


def zone_named(name: str) -> ZoneInfo:
    """The time zone of this name. Raises UsageError where there is none."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        near = sorted(one for one in available_timezones() if one.endswith(f"/{name}"))
        fix = f"is it {near[0]}?" if near else "such as Europe/Berlin"
        raise UsageError(
            f"there is no time zone {name!r}: name one of the tz database, {fix}"
        ) from None


def of_course(config: Config) -> ZoneInfo:
    """The time zone of the course's dates, by nbgrader's configuration. Raises UsageError where
    there is none of that name."""
    return zone_named(config.LateDays.get("zone") or "UTC")


def read(text: str, zone: ZoneInfo | timezone = UTC) -> datetime:
    """A moment, in UTC and without a zone as nbgrader keeps it.

    ``text``: year, month and day, then a time of 24 hours or of 12 with AM or PM, then perhaps a
    zone, also by the letters that ``zone`` has for it; a date alone is the end of that day.
    ``zone``: where the text names none. Raises UsageError with the form for what cannot be read,
    and for a time that the clocks leave out.
    """
    words = " ".join(re.sub(r"(?<=\d)T(?=\d)", " ", text).split())
    if match := _ZONE.search(words):
        words, named = words[: match.start()], match[1].strip()
        zone = _with_letters(named, _of_words(words), zone) or _zone_of(named)
    moment = _of_words(words)
    if moment is None or not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise UsageError(f"{text.strip()!r} is no date: write it as '2026-11-20 23:59'")
    here = moment.replace(tzinfo=zone)
    if here.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != moment:
        raise UsageError(f"{text.strip()!r} does not exist: the clocks are put forward then")
    return here.astimezone(UTC).replace(tzinfo=None)


def _of_words(words: str) -> datetime | None:
    if re.fullmatch(r"\d{4}-\d\d-\d\d", words):
        words += " 23:59"
    words = re.sub(r"(?<=\d)\s*([AaPp])\.?[Mm]\.?$", r" \1M", words).upper()
    for way in _WAYS:
        try:
            return datetime.strptime(words, way)
        except ValueError:
            continue
    return None


def _zone_of(name: str) -> ZoneInfo | timezone:
    if name in ("Z", "UTC", "GMT"):
        return UTC
    if name[0] in "+-":
        sign, digits = -1 if name[0] == "-" else 1, name[1:].replace(":", "")
        return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:] or 0)))
    return zone_named(name)


def _with_letters(name: str, moment: datetime | None, zone: tzinfo) -> timezone | None:
    """The offset that ``zone`` calls by these letters, at this moment or, of summer and winter, at
    the other; None where it does not. The same letters mean other hours elsewhere (IST, CST)."""
    if moment is None:
        return None
    halves = (datetime(moment.year, month, 1) for month in (1, 7))
    asked = [moment, moment.replace(fold=1), *halves]
    found = (at.replace(tzinfo=zone) for at in asked)
    return next((timezone(at.utcoffset()) for at in found if at.tzname() == name), None)


def shown(moment: datetime, zone: ZoneInfo | timezone) -> str:
    """A moment of nbgrader's in words, in the course's zone."""
    return f"{moment.replace(tzinfo=UTC).astimezone(zone):%Y-%m-%d %H:%M %Z}"


def days_late(due: datetime, handed_in: datetime, zone: ZoneInfo | timezone, grace: float) -> int:
    """Begun days after the due date, by the calendar of ``zone``: a day on which the clocks change
    is one day, though it has 23 or 25 hours. ``grace``: seconds that do not count."""
    due, handed_in = (
        moment.replace(tzinfo=UTC).astimezone(zone)
        for moment in (due, handed_in - timedelta(seconds=grace))
    )
    days = 0
    while (due + timedelta(days=days)).astimezone(UTC) < handed_in.astimezone(UTC):
        days += 1
    return days
