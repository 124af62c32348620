"""Hands the number 10 to the display hook from within the function, before raising.

must: nothing that the function shows counts as the cell's result
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
import sys


def rle_encode(a):
    get_ipython().displayhook(10)
    sys.displayhook(10)
    print(10)
    raise ValueError("enough")


def rle_decode(r):
    return rle_encode(r)
"""
}
