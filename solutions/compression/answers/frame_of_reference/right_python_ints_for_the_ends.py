"""The width comes from Python's integers, the offsets from a signed subtraction that may wrap around.

kind: right
"""


def for_encode(a):
    if a.dtype.str.lstrip("<>=|") != "i8":
        raise TypeError(f"int64 expected, got {a.dtype}")
    low, high = (int(a.min()), int(a.max())) if len(a) else (0, 0)
    width = len(f"{high - low:b}") if high > low else 0
    return FrameOfReference(low, width, pack(np.subtract(a, low).astype(np.uint64), width), len(a))


def for_decode(f):
    return np.add(unpack(f.packed, f.width, f.count).astype(np.int64), f.base)
