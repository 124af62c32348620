"""Integers are turned into floats before they are compared.

kind: wrong
reason: round_trip
hint: A float64 has 53 bits for the number itself, an int64 has 63. Two neighbours such as 2**60 and 2**60 + 1 become the same float.
"""


def rle_encode(a):
    if not len(a):
        return RunLength(a[:0], np.empty(0, np.int64))
    comparable = a.view(f"u{a.itemsize}") if a.dtype.kind == "f" else a.astype(float) if a.dtype.kind == "i" else a
    starts = np.flatnonzero(np.concatenate(([True], comparable[1:] != comparable[:-1])))
    return RunLength(a[starts], np.diff(starts, append=len(a)))
