"""Who takes the course: one reader of the roster for the hub, the gradebook and what comes from an
LMS.

The columns are those that nbgrader's own import has: ``id``, and where they are there ``first_name``,
``last_name``, ``email``, ``lms_user_id``.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.grading import opening, spreadsheets
from autograder.paths import UsageError

COLUMNS = ("id", "first_name", "last_name", "email", "lms_user_id")
#: What becomes a folder's name, an account's and a part of an address.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@-]{0,63}")
_ROUNDED = re.compile(r"\d+([.,]\d+)?E\+?\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Person:
    """A row of the roster. All fields are texts, empty where the roster does not say."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""


def read(path: Path) -> list[Person]:
    """Everybody on the roster, in its order. Raises UsageError that names line and fix."""
    people: dict[str, Person] = {}
    written: dict[str, str] = {}  # ids by their small letters
    for where, said in spreadsheets.rows(path, COLUMNS):
        person = Person(**said)
        _check(person.id, where)
        if person.id in people:
            raise UsageError(f"{where}: {person.id!r} stands there twice")
        if other := written.get(person.id.lower()):
            raise UsageError(
                f"{where}: {person.id!r} and {other!r} differ in capitals alone, which not every "
                "system tells apart: give one of them another id"
            )
        people[person.id] = person
        written[person.id.lower()] = person.id
    if not people:
        raise UsageError(f"{path} names nobody below its first line")
    return list(people.values())


def enter(people: list[Person], gradebook: Path) -> int:
    """Put everybody into nbgrader's gradebook, or correct what it says of them; returns how many
    were not there."""
    with opening.opened(gradebook) as opened:
        known = {student.id for student in opened.students}
        for person in people:
            said = {name: value for name, value in asdict(person).items() if value}
            opened.update_or_create_student(said.pop("id"), **said)
    return len({person.id for person in people} - known)


def known(roster: Path, gradebook: Path) -> set[str]:
    """The ids of everybody on the roster and in the gradebook, whichever of the two is there."""
    found = {person.id for person in read(roster)} if roster.exists() else set()
    if gradebook.exists():
        with opening.opened(gradebook) as opened:
            found |= {student.id for student in opened.students}
    return found


def _check(name: str, where: str) -> None:
    if not name:
        raise UsageError(f"{where}: the column id is empty")
    if _ROUNDED.fullmatch(name):
        raise UsageError(
            f"{where}: {name!r} is a number that a spreadsheet has rounded: format the column id as "
            "text and save again"
        )
    if not _ID.fullmatch(name):
        raise UsageError(
            f"{where}: {name!r} can be no folder's and no account's name: letters, digits, and . _ @ "
            "- behind the first, at most 64 in all"
        )
