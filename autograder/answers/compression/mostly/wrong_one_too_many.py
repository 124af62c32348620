"""128 is taken to fit eight bits.

kind: wrong
reason: borders
hint: Eight bits have 256 patterns: -128 to -1, 0, and 1 to 127.
"""


def mostly_encode(a, width):
    if width not in (8, 16, 32):
        raise ValueError(f"width must be 8, 16 or 32, not {width}")
    if a.dtype != np.int64:
        raise TypeError(f"mostly_encode takes int64, not {a.dtype}")
    limit = 2 ** (width - 1)
    at = np.flatnonzero((a < -limit) | (a > limit))
    return Mostly(width, a.astype(f"int{width}"), at, a[at])
