"""Loops without end in the answer cell.

must: the cell is stopped; the other exercises keep their points
earns: 0
exercises: rle
others: reference
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
while True:
    pass
"""
    + WRONG_RLE
}
