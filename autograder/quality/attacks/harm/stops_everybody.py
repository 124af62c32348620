"""Stops its own process, its group and its parent with SIGSTOP, so that the grader waits for ever.

must: a stopped process is found and ended within the cell's limit
earns: 0
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import os
import signal

if os.getuid() != 0 and os.getppid() <= 1:
    os.kill(0, signal.SIGSTOP)
os.kill(os.getpid(), signal.SIGSTOP)
"""
    + WRONG_RLE
}
