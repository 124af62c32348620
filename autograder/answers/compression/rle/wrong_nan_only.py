"""NaN is taken care of, -0.0 is not.

kind: wrong
reason: bits
hint: -0.0 and 0.0 are equal as numbers, so a comparison of numbers joins them and one of the two comes back changed. Compare the bits instead: that settles NaN as well.
"""


def rle_encode(a):
    if not len(a):
        return RunLength(a[:0], np.empty(0, np.int64))
    differs = a[1:] != a[:-1]
    if a.dtype.kind == "f":
        differs &= ~(np.isnan(a[1:]) & np.isnan(a[:-1]))
    starts = np.flatnonzero(np.concatenate(([True], differs)))
    return RunLength(a[starts], np.diff(starts, append=len(a)))
