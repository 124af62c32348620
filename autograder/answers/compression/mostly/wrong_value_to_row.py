"""Exceptions are kept in a dict by value, so of equal ones only the last survives.

kind: wrong
reason: exceptions
hint: The same large value can stand in many rows, and each of these rows is an exception of its own.
"""


def mostly_encode(a, width):
    if width not in (8, 16, 32):
        raise ValueError(f"width must be 8, 16 or 32, not {width}")
    if a.dtype != np.int64:
        raise TypeError(f"mostly_encode takes int64, not {a.dtype}")
    narrow = a.astype(f"int{width}")
    row_of = {int(a[row]): int(row) for row in np.flatnonzero(narrow != a)}
    at = np.array(sorted(row_of.values()), np.int64)
    return Mostly(width, narrow, at, a[at])
