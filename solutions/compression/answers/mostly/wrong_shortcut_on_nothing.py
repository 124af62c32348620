"""Smallest and largest value are asked for first, also of a column without rows.

kind: wrong
reason: no_exceptions
hint: An empty column has neither a smallest nor a largest value. What should come back for it?
"""

encode_any = mostly_encode


def mostly_encode(a, width):
    if width in (8, 16, 32) and a.dtype == np.int64:
        limit = 2 ** (width - 1)
        if a.min() >= -limit and a.max() < limit:
            return Mostly(width, a.astype(f"int{width}"), np.empty(0, np.int64), np.empty(0, np.int64))
    return encode_any(a, width)
