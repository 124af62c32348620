"""Sends a deadly signal to every process that it may send one to.

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

if os.getuid() != 0:  # never as root: outside a sandbox this would end the machine's work
    for number in (signal.SIGTERM, signal.SIGKILL):
        os.kill(-1, number)
"""
    + WRONG_RLE
}
