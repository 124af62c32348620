"""Replaces the numpy functions that comparisons are made of.

must: comparisons use a numpy that the student's code has not touched
earns: 0
exercises: rle
"""

from autograder.quality.attack_corpus import WRONG_RLE

CELLS = {
    "rle": r"""
np.array_equal = np.allclose = lambda *args, **named: True
np.flatnonzero = lambda mask: np.zeros(0, np.int64)
np.ascontiguousarray = lambda array, *args: np.zeros(1, np.int64)
np.isclose = lambda a, b, **named: np.ones(1, bool)
"""
    + WRONG_RLE
}
