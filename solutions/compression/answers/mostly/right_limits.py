"""Values are compared with the limits of the narrow type and clipped to them.

kind: right
"""


def mostly_encode(a, width):
    if width not in {8, 16, 32}:
        raise ValueError(f"no mostly encoding has width {width}")
    if a.dtype.name != "int64":
        raise TypeError("mostly_encode needs int64")
    limits = np.iinfo(f"int{width}")
    out = (a < limits.min) | (a > limits.max)
    return Mostly(width, np.clip(a, limits.min, limits.max).astype(limits.dtype), np.nonzero(out)[0], a[out])


def mostly_decode(m):
    rows = np.array(m.values, np.int64)
    np.put(rows, m.exceptions_at, m.exceptions)
    return rows
