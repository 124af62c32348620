"""The narrow types are taken to hold 0 to 255 and so on.

kind: wrong
reason: exceptions
hint: int8 is signed. Which half of its patterns stand for negative numbers?
"""


def mostly_encode(a, width):
    if width not in (8, 16, 32):
        raise ValueError(f"width must be 8, 16 or 32, not {width}")
    if a.dtype != np.int64:
        raise TypeError(f"mostly_encode takes int64, not {a.dtype}")
    at = np.flatnonzero((a < 0) | (a >= 2**width))
    return Mostly(width, a.astype(f"int{width}"), at, a[at])
