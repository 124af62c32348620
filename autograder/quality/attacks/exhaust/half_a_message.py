"""Writes the first bytes of a message into every socket, and no more.

must: nobody waits for the rest beyond the cell's limit; there is a grade, and the grader goes on
earns: 0
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import os
import time

for fd in range(3, 64):
    try:
        os.write(fd, b"\0\0\1")
    except OSError:
        continue
time.sleep(3000)
"""
    + WRONG_RLE
}
