"""NaN and the sign of zero are looked at beside the values: all NaNs of one sign are taken to be one.

kind: wrong
reason: bits
hint: A NaN has many bit patterns: np.array([0x7FF8000000000001], np.uint64).view(np.float64) is one of them. Does it come back?
breaks: bits
"""


def rle_encode(a):
    if a.size == 0:
        return RunLength(a.copy(), np.zeros(0, np.int64))
    same = a[1:] == a[:-1]
    if a.dtype.kind == "f":
        same = (same | (np.isnan(a[1:]) & np.isnan(a[:-1]))) & (np.signbit(a[1:]) == np.signbit(a[:-1]))
    starts = np.r_[0, 1 + np.flatnonzero(~same)]
    return RunLength(a[starts], np.r_[starts[1:], len(a)] - starts)


def rle_decode(r):
    return np.repeat(r.values, r.lengths, axis=0)
