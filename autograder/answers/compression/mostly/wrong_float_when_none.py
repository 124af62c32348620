"""Where there are no exceptions, their arrays are float64.

kind: wrong
reason: no_exceptions
hint: np.array([]) is an array of float64, and floats cannot be row numbers. Say which dtype you want.
"""


def mostly_encode(a, width):
    if width not in (8, 16, 32):
        raise ValueError(f"width must be 8, 16 or 32, not {width}")
    if a.dtype != np.int64:
        raise TypeError(f"mostly_encode takes int64, not {a.dtype}")
    narrow = a.astype(f"int{width}")
    at = np.flatnonzero(narrow != a)
    return Mostly(width, narrow, np.array(at.tolist()), np.array(a[at].tolist()))
