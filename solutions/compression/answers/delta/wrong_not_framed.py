"""The steps are kept as a plain array and not framed.

kind: wrong
reason: steps
hint: Delta.deltas is a FrameOfReference: small steps save space only once they are packed. Hand the steps to frame.
"""


def delta_encode(a):
    if a.dtype != np.int64:
        raise TypeError(f"delta_encode takes int64, not {a.dtype}")
    return Delta(int(a[0]) if len(a) else None, np.diff(a))


def delta_decode(d):
    if d.first is None:
        return np.empty(0, np.int64)
    return np.cumsum(np.append(np.int64(d.first), d.deltas))
