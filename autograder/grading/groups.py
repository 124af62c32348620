"""Who works together: groups of students who hand in one submission, which is graded once and
recorded for each.

nbgrader's gradebook knows no groups, so every member has a row of their own there, with a due date
and a lateness of their own. Who is in which group says a file beside the roster, a line for each
member, in the columns ``id``, ``group`` and, where it is there, ``lab``. A line without a lab holds
for every lab that has no lines of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches

from autograder.grading import roster, spreadsheets
from autograder.grading.places import Places
from autograder.paths import UsageError, labs

COLUMNS = ("id", "group", "lab")
EVERY_LAB = ""
_NAME = re.compile(r"[\w .,()&+/-]{1,64}")  # it stands on students' pages


@dataclass(frozen=True)
class Group:
    """``members``: their ids, as they stand in the file."""

    name: str
    members: tuple[str, ...]


def read(places: Places) -> dict[str, list[Group]]:
    """The groups by lab; those of ``EVERY_LAB`` hold for labs that are not named. Empty where there
    is no file. Raises UsageError that names line and fix."""
    if not places.groups.exists():
        return {}
    found: dict[str, dict[str, str]] = {}  # lab, student: group
    known, there = roster.known(places.roster, places.gradebook), labs()
    for where, said in spreadsheets.rows(places.groups, COLUMNS, needed=2):
        student, name = said["id"], said["group"]
        lab = EVERY_LAB if said["lab"] == "all" else said["lab"]
        if lab and lab not in there:
            raise UsageError(f"{where}: there is no lab {lab!r}; the labs are: {', '.join(there)}")
        if student not in known:
            near = get_close_matches(student, known, 1)
            meant = f"; is it {near[0]!r}?" if near else "."
            raise UsageError(
                f"{where}: {student!r} is neither on the roster nor in the gradebook{meant} Mend the "
                f"id, or add a line to {places.roster.name}"
            )
        if not _NAME.fullmatch(name):
            raise UsageError(
                f"{where}: {name!r} is no group's name: letters, digits, blanks and . , ( ) & + / - _, "
                "at most 64. Who works alone has no line"
            )
        mine = found.setdefault(lab, {})
        if student in mine:
            of = lab or "every lab"
            raise UsageError(
                f"{where}: {student!r} stands twice in group {name!r} of {of}: take one line out"
                if mine[student] == name
                else f"{where}: {student!r} is in two groups of {of}, {mine[student]!r} and "
                f"{name!r}: take one line out"
            )
        mine[student] = name
    return {lab: _together(mine) for lab, mine in found.items()}


def of_lab(lab: str, places: Places) -> list[Group]:
    """The groups that hand in this lab. Raises UsageError as ``read`` does."""
    found = read(places)
    return found.get(lab, found.get(EVERY_LAB, []))


def members(name: str, lab: str, places: Places) -> list[str]:
    """The students whom a word on the command line means: a group's members, or a student."""
    groups = {group.name: group for group in of_lab(lab, places)}
    if name in groups and name not in roster.known(places.roster, places.gradebook):
        return list(groups[name].members)
    return [name]


def in_words(places: Places) -> list[str]:
    """A line for each lab that has groups of its own, and one for the others. Raises UsageError
    where there are none."""
    found = read(places)
    if not found:
        raise UsageError(
            f"there are no groups: write {places.groups} with the columns id,group and a line for "
            "each member; everybody else works alone"
        )
    known = roster.known(places.roster, places.gradebook)
    lines = []
    for lab, groups in found.items():
        alone = sorted(known - {student for group in groups for student in group.members})
        count = sum(len(group.members) for group in groups)
        lines.append(
            f"{lab or ('all other labs' if len(found) > 1 else 'all labs')}: {count} students in "
            f"{len(groups)} group{'s' * (len(groups) > 1)}; alone: {', '.join(alone) or 'nobody'}"
        )
    return lines


def _together(of_students: dict[str, str]) -> list[Group]:
    names = dict.fromkeys(of_students.values())
    return [
        Group(name, tuple(student for student, group in of_students.items() if group == name))
        for name in names
    ]
