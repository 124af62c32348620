"""Every row is looked at in a Python loop.

kind: wrong
reason: speed
hint: A comparison of two arrays gives the answer for all rows at once, and np.flatnonzero the row numbers.
"""


def mostly_encode(a, width):
    if width not in (8, 16, 32):
        raise ValueError(f"width must be 8, 16 or 32, not {width}")
    if a.dtype != np.int64:
        raise TypeError(f"mostly_encode takes int64, not {a.dtype}")
    limit = 2 ** (width - 1)
    at = [row for row, value in enumerate(a.tolist()) if not -limit <= value < limit]
    return Mostly(width, a.astype(f"int{width}"), np.array(at, np.int64), a[np.array(at, np.int64)])
