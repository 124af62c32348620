"""Returns text arrays whose bits are no characters.

must: it is wrong, not the grader's fault
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
def rle_encode(a):
    return RunLength(np.full(max(4 * len(a), 4), 0xFF, np.uint8).view("U1"), np.array([len(a)]))


def rle_decode(r):
    return np.full(4, 0xFF, np.uint8).view("U1")
"""
}
