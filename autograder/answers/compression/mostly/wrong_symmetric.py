"""-128 is taken for an exception, as if the range were the same on both sides of zero.

kind: wrong
reason: borders
hint: A signed byte holds one more negative number than positive ones: -128 to 127.
"""


def mostly_encode(a, width):
    if width not in (8, 16, 32):
        raise ValueError(f"width must be 8, 16 or 32, not {width}")
    if a.dtype != np.int64:
        raise TypeError(f"mostly_encode takes int64, not {a.dtype}")
    limit = 2 ** (width - 1)
    at = np.flatnonzero((a <= -limit) | (a >= limit))
    return Mostly(width, a.astype(f"int{width}"), at, a[at])
