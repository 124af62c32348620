"""Row 0 serves as the mark for "no exception", so an exception in row 0 is lost.

kind: wrong
reason: exceptions
hint: Try a column whose very first value does not fit. Row numbers begin at 0, so 0 cannot mean "none".
"""


def mostly_encode(a, width):
    if width not in (8, 16, 32):
        raise ValueError(f"width must be 8, 16 or 32, not {width}")
    if a.dtype != np.int64:
        raise TypeError(f"mostly_encode takes int64, not {a.dtype}")
    narrow = a.astype(f"int{width}")
    at = np.flatnonzero(narrow != a)
    if len(at) and not at[0]:
        at = at[1:]
    return Mostly(width, narrow, at, a[at])
