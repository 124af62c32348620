"""Floats are compared as numbers and not by their bits.

kind: wrong
reason: bits
hint: NaN is not equal to itself, and -0.0 is equal to 0.0. What do you compare when only the same bits shall make one run?
"""


def rle_encode(a):
    if not len(a):
        return RunLength(a[:0], np.empty(0, np.int64))
    starts = np.flatnonzero(np.concatenate(([True], a[1:] != a[:-1])))
    return RunLength(a[starts], np.diff(starts, append=len(a)))
