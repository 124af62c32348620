"""Every value is stored as its distance from the first one, not from its neighbour.

kind: wrong
reason: steps
hint: A key that climbs to six million is six million away from the first. What stays small is the distance of each value from the one before it.
"""


def delta_encode(a):
    if a.dtype != np.int64:
        raise TypeError(f"delta_encode takes int64, not {a.dtype}")
    if not len(a):
        return Delta(None, frame(a))
    return Delta(int(a[0]), frame(a[1:] - a[0]))


def delta_decode(d):
    if d.first is None:
        return np.empty(0, np.int64)
    return np.append(np.int64(0), unframe(d.deltas)) + np.int64(d.first)
