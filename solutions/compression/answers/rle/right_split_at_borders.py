"""Borders are found in the bytes of a contiguous copy, row by row of a matrix.

kind: right
"""


def rle_encode(a):
    if not len(a):
        return RunLength(np.empty(0, a.dtype), np.empty(0, np.int64))
    if a.dtype.kind in "iub":
        changes = np.flatnonzero(a[1:] != a[:-1]) + 1
    else:
        rows = np.ascontiguousarray(a).view(np.uint8).reshape(len(a), a.itemsize)
        changes = np.flatnonzero((rows[1:] != rows[:-1]).any(axis=1)) + 1
    borders = np.concatenate(([0], changes, [len(a)]))
    return RunLength(a[borders[:-1]].copy(), borders[1:] - borders[:-1])


def rle_decode(r):
    return r.values[np.repeat(np.arange(len(r.values)), r.lengths)]
