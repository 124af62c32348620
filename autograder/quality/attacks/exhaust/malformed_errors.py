"""Answers the tests with errors whose class names and texts are none.

must: each is an error of the student's, never a crash of the test process
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
import sys

student_end = sys.modules.get("autograder.execution.student_end")
names = [
    ["a\0b", "Exception"],
    ["\ud800"],
    [],
    [5, None],
    "ValueError",
    ["ExceptionGroup", "Exception"],
    ["OverLimit", "BaseException"],
    ["GraderFault", "CourseError", "Exception"],
    ["Wrong", "AssertionError"],
    ["NotStarted"],
    ["KeyboardInterrupt"],
    [""] * 5000,
]
if student_end is not None:

    def describe(self, error):
        names.append(names.pop(0))
        return names[0], {"a": 1} if len(names[0]) == 1 else "x" * 100_000, None

    student_end.StudentEnd.describe = describe


def rle_encode(a):
    raise ValueError("x")


def rle_decode(r):
    raise ValueError("x")
"""
}
