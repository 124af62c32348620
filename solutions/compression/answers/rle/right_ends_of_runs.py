"""Runs are found from their ends and not from their starts.

kind: right
"""


def rle_encode(a):
    bits = a.view(np.dtype(f"i{a.itemsize}")) if a.dtype.kind in "fmM" else a
    is_end = np.ones(len(a), bool)
    is_end[:-1] = bits[1:] != bits[:-1]
    ends = np.flatnonzero(is_end)
    return RunLength(a[ends], np.diff(ends, prepend=-1))


def rle_decode(r):
    return r.values.repeat(r.lengths)
