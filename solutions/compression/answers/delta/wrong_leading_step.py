"""A step from zero to the first value is stored as well.

kind: wrong
reason: one_value
hint: n values have n - 1 steps between them. The first value is stored in its own field already.
"""


def delta_encode(a):
    if a.dtype != np.int64:
        raise TypeError(f"delta_encode takes int64, not {a.dtype}")
    return Delta(int(a[0]) if len(a) else None, frame(np.diff(a, prepend=0)))


def delta_decode(d):
    return np.cumsum(unframe(d.deltas))
