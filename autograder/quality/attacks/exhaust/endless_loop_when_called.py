"""Loops without end when a test calls it.

must: the check ends over its limit; the other exercises keep their points
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
def rle_encode(a):
    while True:
        pass


def rle_decode(r):
    while True:
        pass
"""
}
