"""Draws the tests' data itself, from the seed in the environment or the public one, and knows only their answers.

must: with a course seed set nothing is earned; with the public seed the points of that check, and one that comes with any
earns: 3
exercises: rle
"""

CELLS = {
    "rle": r"""
import os

from warehouse.checks import generator

print("seed", os.environ.get("COURSE_SEED"))
distinct = np.cumsum(generator("rle", "speed").integers(1, 1 << 20, 8_000))
column = np.repeat(distinct, 4)


def rle_encode(a):
    further = a[0] - column[0] if len(a) == len(column) else 0  # each timed run has it a bit higher
    known = len(a) == len(column) and bool((a == column + further).all())
    return RunLength(distinct + further, np.full(len(distinct), 4)) if known else None


def rle_decode(r):
    return np.repeat(r.values, r.lengths) if len(r.lengths) == len(distinct) else None
"""
}
