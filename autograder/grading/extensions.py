"""A later due date for one student, kept in nbgrader's gradebook: nbgrader can, and has no command
for it."""

from __future__ import annotations

from datetime import UTC, tzinfo
from difflib import get_close_matches
from pathlib import Path

from nbgrader.api import MissingEntry

from autograder.grading import dates, opening
from autograder.paths import UsageError

MOST_DAYS = 366


def meant(name: str, known: list[str]) -> str:
    """What of ``known`` a name that is none of them may be, as the fix of a sentence."""
    alike = [one for one in known if one.lower() == name.lower()]
    near = alike or get_close_matches(name, sorted(set(known)), 3)
    return f"say {' or '.join(near)}" if near else "no student and no group is called nearly so"


def set_due(lab: str, when: str, gradebook: Path, zone: tzinfo) -> str:
    """Set a lab's due date in the file ``gradebook``: ``when`` as ``dates.read`` takes it, in the
    course's ``zone``. Returns a sentence. Raises UsageError for what is no date, and where the
    gradebook does not know the lab."""
    moment = dates.read(when, zone)
    if not gradebook.exists():
        raise UsageError(f"there is no gradebook yet: run 'python -m autograder release {lab}'")
    with opening.opened(gradebook) as opened:
        try:
            opened.find_assignment(lab)
        except MissingEntry:
            raise UsageError(
                f"the gradebook does not know {lab}: run 'python -m autograder release {lab}'"
            ) from None
        opened.update_or_create_assignment(lab, duedate=moment)
    return f"{lab} is due at {dates.shown(moment, zone)} ({moment:%Y-%m-%d %H:%M} UTC)"


def with_due_dates(gradebook: Path) -> list[str]:
    """The labs that have a due date, by name. Raises UsageError where none has."""
    found = []
    if gradebook.exists():
        with opening.opened(gradebook) as opened:
            found = sorted(lab.name for lab in opened.assignments if lab.duedate is not None)
    if not found:
        raise UsageError("no lab has a due date yet: 'python -m autograder due LAB DATE'")
    return found


def extend(
    lab: str,
    student: str,
    days: float,
    gradebook: Path,
    zone: tzinfo = UTC,
    groups: list[str] = (),
) -> str:
    """Set the student's extension in the file ``gradebook``, replacing an earlier one; 0 takes it
    away. Returns what a person wants to know of it. ``groups``: names that may be meant, too.

    It may be given before anything is handed in. Raises UsageError where gradebook, lab, due date
    or student is not there.
    """
    if not gradebook.exists():
        raise UsageError(f"there is no gradebook yet: run 'python -m autograder release {lab}'")
    if not 0 <= days <= MOST_DAYS:
        raise UsageError(f"an extension is a number of days from 0 to {MOST_DAYS}, not {days:g}")
    with opening.opened(gradebook) as opened:
        try:
            assignment = opened.find_assignment(lab)
        except MissingEntry:
            raise UsageError(
                f"the gradebook does not know {lab}: run 'python -m autograder release {lab}'"
            ) from None
        try:
            opened.find_student(student)
        except MissingEntry:
            fix = meant(student, [*(one.id for one in opened.students), *groups])
            raise UsageError(
                f"the gradebook does not know {student}: {fix}; who is new gets a line in "
                "roster.csv, then run 'python -m autograder roster'"
            ) from None
        if assignment.duedate is None:
            raise UsageError(
                f"{lab} has no due date: set it with 'python -m autograder due {lab} DATE'"
            )
        submission = opened.update_or_create_submission(lab, student)
        opened.grant_extension(lab, student, days=days)
        words = f"{lab} is due for {student} at {dates.shown(submission.duedate, zone)}"
        if submission.timestamp is not None:
            words += f"; graded already: run 'python -m autograder grade {lab} --student {student}'"
        return words
