"""Prints a megabyte at every call.

must: what the answer prints while tests call it is on no page
earns: 0
exercises: rle
"""

CELLS = {
    "rle": r"""
def rle_encode(a):
    print("x" * 1_000_000)
    return 0


def rle_decode(r):
    print("x" * 1_000_000)
    return 0
"""
}
