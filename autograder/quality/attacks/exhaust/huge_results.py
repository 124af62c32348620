"""Returns real results of hundreds of megabytes, and lists of millions of items.

must: they are refused or compared within the limits; the test process does not run out of memory
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
def rle_encode(a):
    return [list(range(5_000_000)), bytes(700 << 20), "x" * (200 << 20)][len(a) % 3]


def rle_decode(r):
    return np.ones(90 << 20)
"""
}
