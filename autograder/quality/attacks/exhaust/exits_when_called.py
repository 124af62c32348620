"""Ends the Python process at every call.

must: the checks of this exercise are errors; the other exercises keep their points
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
import os
import sys


def rle_encode(a):
    os._exit(1)


def rle_decode(r):
    sys.exit("done")
"""
}
