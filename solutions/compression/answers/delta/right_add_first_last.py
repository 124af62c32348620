"""The steps are summed up first, and the first value is added to the sums.

kind: right
"""


def delta_encode(a):
    if str(a.dtype) != "int64":
        raise TypeError(f"int64 expected, got {a.dtype}")
    unsigned = a.view(np.uint64)
    first = None if len(a) == 0 else a[0].item()
    return Delta(first, frame(np.ascontiguousarray(unsigned[1:] - unsigned[:-1]).view(np.int64)))


def delta_decode(d):
    if d.first is None:
        return np.array([], dtype=np.int64)
    out = np.zeros(d.deltas.count + 1, np.int64)
    np.cumsum(unframe(d.deltas), out=out[1:])
    return out + np.int64(d.first)
