"""A value fits when all bits above the narrow ones equal its sign.

kind: right
"""


def mostly_encode(a, width):
    if width != 8 and width != 16 and width != 32:
        raise ValueError(f"width {width} is not one of 8, 16, 32")
    if a.dtype != np.int64:
        raise TypeError(f"int64 expected, got {a.dtype}")
    high = a >> np.int64(width - 1)
    at = np.flatnonzero((high != 0) & (high != -1))
    narrow = np.where((high == 0) | (high == -1), a, 0).astype(np.dtype(f"i{width // 8}"))
    return Mostly(width=width, values=narrow, exceptions_at=at, exceptions=a[at])


def mostly_decode(m):
    rows = m.values.astype("int64")
    rows[m.exceptions_at] = m.exceptions
    return rows
