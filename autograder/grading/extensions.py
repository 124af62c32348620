"""A later due date for one student, kept in nbgrader's gradebook: nbgrader can, and has no command
for it."""

from __future__ import annotations

from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry

from autograder.paths import UsageError


def extend(lab: str, student: str, days: float, gradebook: Path) -> str:
    """Set the student's extension in the file ``gradebook``, replacing an earlier one; 0 takes it
    away. Returns what a person wants to know of it.

    It may be given before anything is handed in. Raises UsageError where gradebook, lab, due date
    or student is not there.
    """
    if not gradebook.exists():
        raise UsageError(f"there is no gradebook yet: run 'python -m autograder release {lab}'")
    if days < 0:
        raise UsageError("an extension is a number of days from 0 on")
    with Gradebook(f"sqlite:///{gradebook}", "warehouse") as opened:
        try:
            assignment = opened.find_assignment(lab)
        except MissingEntry:
            raise UsageError(
                f"the gradebook does not know {lab}: run 'python -m autograder release {lab}'"
            ) from None
        try:
            opened.find_student(student)
        except MissingEntry:
            raise UsageError(
                f"the gradebook does not know {student}: run 'nbgrader db student add {student}'"
            ) from None
        if assignment.duedate is None:
            raise UsageError(
                f"{lab} has no due date: set it in formgrader, or with 'nbgrader db assignment add'"
            )
        submission = opened.update_or_create_submission(lab, student)
        opened.grant_extension(lab, student, days=days)
        words = f"{lab} is due for {student} at {submission.duedate:%Y-%m-%d %H:%M} UTC"
        if submission.timestamp is not None:
            words += f"; graded already: run 'python -m autograder grade {lab} --student {student}'"
        return words
