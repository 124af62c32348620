"""Asks for more memory than there is when a test calls it.

must: a MemoryError, or the end of the process, costs its own exercise only
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
def rle_encode(a):
    return np.ones(1 << 40)


def rle_decode(r):
    return bytearray(1 << 42)
"""
}
