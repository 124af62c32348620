"""The steps have the wrong sign: each value is subtracted from the one before it.

kind: wrong
reason: steps
hint: Your decoder undoes what your encoder does, but the format says a[i+1] - a[i]. Work the example by hand.
breaks: steps
"""


def delta_encode(a):
    if a.dtype != np.int64:
        raise TypeError(f"delta_encode takes int64, not {a.dtype}")
    return Delta(int(a[0]) if len(a) else None, frame(a[:-1] - a[1:]))


def delta_decode(d):
    if d.first is None:
        return np.empty(0, np.int64)
    return np.cumsum(np.append(np.int64(d.first), -unframe(d.deltas)))
