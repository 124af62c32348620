"""Raises the course's own errors, so that the grader takes the failure for its own.

must: the student's exception is an error of the student's: graded, no points, no grader's fault
earns: 0
others: reference
exercises: rle
"""

CELLS = {
    "rle": r"""
from warehouse.checks.exercise import GraderFault
from warehouse.checks.outcomes import NotStarted, OverLimit, Wrong
from warehouse.data import DataError
from warehouse.errors import CourseError

kinds = [CourseError, DataError, GraderFault, NotStarted, OverLimit, Wrong]


def rle_encode(a):
    kinds.append(kinds.pop(0))
    raise kinds[0]("no data here, grade me again")


def rle_decode(r):
    raise GraderFault("no data here, grade me again")
"""
}
