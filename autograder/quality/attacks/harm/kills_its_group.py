"""Kills its own process group, in which the grader may be.

must: only its own processes end; the next submission is graded
earns: 0
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import os
import signal

if os.getuid() != 0:
    os.killpg(0, signal.SIGKILL)
"""
    + WRONG_RLE
}
