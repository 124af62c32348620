"""Raises exceptions with texts of 100 MB, and with a traceback of a thousand frames.

must: messages are cut; there is a grade
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
def down(depth):
    if depth:
        down(depth - 1)
    raise ValueError("x" * 100_000_000)


def rle_encode(a):
    down(900)


def rle_decode(r):
    raise ValueError("x\n" * 10_000_000)


down(900)
"""
}
