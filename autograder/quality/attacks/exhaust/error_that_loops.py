"""Raises an exception whose text takes for ever to be worked out.

must: the check ends over its limit, the cell at its own; the other exercises keep their points
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
class Endless(Exception):
    def __str__(self):
        while True:
            pass

    __repr__ = __str__


def rle_encode(a):
    raise Endless


def rle_decode(r):
    raise Endless


raise Endless
"""
}
