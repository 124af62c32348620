"""The steps are computed as floats.

kind: wrong
reason: extremes
hint: A float64 keeps 53 bits of a number and knows no wrapping around. What becomes of a step of 2**63 - 1, or of one of 1 beside a value of 2**62?
"""


def delta_encode(a):
    if a.dtype != np.int64:
        raise TypeError(f"delta_encode takes int64, not {a.dtype}")
    if not len(a):
        return Delta(None, frame(a))
    steps = np.clip(np.diff(a.astype(float)), -(2.0**62), 2.0**62)
    return Delta(int(a[0]), frame(steps.astype(np.int64)))
