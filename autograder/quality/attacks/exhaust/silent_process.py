"""Stops the part of the process that answers the grader, without ending the process.

must: the silence is noticed within a limit; there is a grade
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import sys
import time

student_end = sys.modules.get("autograder.execution.student_end")
if student_end is not None:
    student_end.StudentEnd.loop_once = lambda self: time.sleep(10**6)
    student_end.StudentEnd.answer = lambda self, *args: time.sleep(10**6)
"""
    + WRONG_RLE
}
