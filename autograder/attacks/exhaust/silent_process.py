"""Stops the part of the process that answers the grader, without ending the process.

must: the silence is noticed within a limit; there is a grade
earns: 0
exercises: rle
"""

from autograder.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import sys
import time

bridge = sys.modules.get("autograder.execution.bridge")
if bridge is not None:
    bridge.StudentEnd.loop_once = lambda self: time.sleep(10**6)
    bridge.StudentEnd.answer = lambda self, *args: time.sleep(10**6)
"""
    + WRONG_RLE
}
