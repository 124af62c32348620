"""Errors that several parts of the course raise or catch.

A grader tells the course's own from a student's mistakes by ``CourseError``: those are the course's
fault and never cost a point.
"""


class CourseError(Exception):
    """Something the course provides is missing or broken; the message names it and the fix."""


class ConflictError(Exception):
    """A commit is refused because another that came first stands in its way. Nothing of it took
    effect; whoever wants it may begin again and read anew."""
