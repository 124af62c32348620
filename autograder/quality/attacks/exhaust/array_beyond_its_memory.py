"""Returns an array whose shape reaches past the memory that it owns.

must: reading it ends the student's process at most
earns: 0
exercises: rle
others: reference
"""

CELLS = {
    "rle": r"""
def rle_encode(a):
    beyond = np.lib.stride_tricks.as_strided(np.zeros(1, np.int64), (1 << 26,), (8,))
    return RunLength(beyond, beyond)


def rle_decode(r):
    return np.lib.stride_tricks.as_strided(np.zeros(1, np.int64), (1 << 20,), (-4096,))
"""
}
