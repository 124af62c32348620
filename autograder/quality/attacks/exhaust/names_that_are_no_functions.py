"""Puts modules, classes, numbers and half-closed generators in the place of its functions.

must: calling what is no function is an error of the student's
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
import sys


def generator():
    yield 1


rle_encode = generator()
next(rle_encode)
rle_decode = sys
graded_checks = 10
exercise = Exercise = run = same_array = fields = 10
RunLength = dict
np = None
"""
}
