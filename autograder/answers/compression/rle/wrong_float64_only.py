"""Every float is taken for a float64.

kind: wrong
reason: bits
hint: A float32 has 4 bytes. Viewed as 8-byte integers two of them become one. Let the integer's width follow the width of the column's values.
"""


def rle_encode(a):
    if not len(a):
        return RunLength(a[:0], np.empty(0, np.int64))
    bits = a.view(np.uint64) if a.dtype.kind == "f" else a
    starts = np.flatnonzero(np.concatenate(([True], bits[1:] != bits[:-1])))
    return RunLength(a[starts], np.diff(starts, append=len(a)))
