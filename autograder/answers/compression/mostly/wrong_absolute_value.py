"""The absolute value is compared with the limit, but the smallest int64 has none.

kind: wrong
reason: extremes
hint: np.abs(-2**63) is -2**63 again, because 2**63 does not fit int64. A negative number is below every limit.
"""


def mostly_encode(a, width):
    if width not in (8, 16, 32):
        raise ValueError(f"width must be 8, 16 or 32, not {width}")
    if a.dtype != np.int64:
        raise TypeError(f"mostly_encode takes int64, not {a.dtype}")
    limit = 2 ** (width - 1)
    at = np.flatnonzero((np.abs(a) >= limit) & (a != -limit))
    return Mostly(width, a.astype(f"int{width}"), at, a[at])
