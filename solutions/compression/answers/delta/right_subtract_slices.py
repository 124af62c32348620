"""Steps are differences of two slices, and the running sum is an accumulated addition.

kind: right
"""


def delta_encode(a):
    if a.dtype != np.dtype("int64"):
        raise TypeError(f"int64 expected, got {a.dtype}")
    return Delta(int(a[0]) if a.size else None, frame(a[1:] - a[:-1]))


def delta_decode(d):
    if d.first is None:
        return np.zeros(0, np.int64)
    return np.add.accumulate(np.append(np.int64(d.first), unframe(d.deltas)))
