"""Ends the Python process in the answer cell.

must: a new process runs the rest; the other exercises keep their points
earns: 0
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
import os

os._exit(0)
"""
    + WRONG_RLE
}
