"""Returns a view of one number that claims a million million rows.

must: it is wrong, and costs no memory
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
def rle_encode(a):
    giant = np.broadcast_to(np.int64(1), (10**12,))
    return RunLength(giant, giant)


def rle_decode(r):
    return np.lib.stride_tricks.as_strided(np.zeros(1, np.int64), (10**12,), (0,))
"""
}
