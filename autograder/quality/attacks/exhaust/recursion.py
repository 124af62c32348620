"""Recurses until the stack of C overflows.

must: the crash or the error costs its own exercise only
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
import sys

sys.setrecursionlimit(10**9)


def rle_encode(a):
    return [rle_encode(a)]


class Deep:
    def __repr__(self):
        return repr(self)


def rle_decode(r):
    return Deep()
"""
}
