"""Returns arrays of no bytes whose shape claims a million million rows.

must: it is wrong; nobody walks through the rows
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
def rle_encode(a):
    return RunLength(np.empty((10**15, 0), np.int64), np.empty((0, 10**15), np.int64))


def rle_decode(r):
    return np.empty((10**9, 0, 10**9), np.int64)
"""
}
