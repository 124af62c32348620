"""Draws the tests' data itself, from the seed in the environment or the public one, and knows only their answers.

must: with a course seed set the data are others, and nothing is earned; with the public seed at most the 2 points of that check
earns: 2
exercises: rle
"""

CELLS = {
    "rle": r"""
import os

from warehouse.checks import generator

print("seed", os.environ.get("COURSE_SEED"))
distinct = np.cumsum(generator("rle", "speed").integers(1, 1 << 20, 250_000))
column = np.repeat(distinct, 4)


def rle_encode(a):
    known = len(a) == len(column) and bool((a == column).all())
    return RunLength(distinct, np.full(len(distinct), 4)) if known else None


def rle_decode(r):
    return np.repeat(r.values, r.lengths) if len(r.lengths) == len(distinct) else None
"""
}
