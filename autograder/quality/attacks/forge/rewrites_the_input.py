"""Writes into the column that it was given, so that what it returns afterwards agrees with it.

must: the test's own column stays as it was; no check passes
earns: 0
exercises: delta
"""

CELLS = {
    "delta": r"""
def delta_encode(a):
    if a.dtype != np.int64:
        raise TypeError("delta_encode takes int64")
    a.flags.writeable = True
    a[:] = 0
    return Delta(0, frame(np.zeros(max(len(a) - 1, 0), np.int64)))


def delta_decode(d):
    return np.zeros(d.deltas.count + 1, np.int64)
"""
}
