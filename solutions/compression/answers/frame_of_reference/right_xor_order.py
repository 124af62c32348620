"""The order of int64 is mapped to the order of uint64 first, by flipping the sign bit.

kind: right
"""

SIGN = np.uint64(1 << 63)


def for_encode(a):
    if a.dtype != np.int64:
        raise TypeError("for_encode needs an int64 array")
    if a.size == 0:
        return FrameOfReference(base=0, width=0, packed=np.zeros(0, np.uint8), count=0)
    flipped = a.view(np.uint64) ^ SIGN
    low, high = int(flipped.min()), int(flipped.max())
    width = (high - low).bit_length()
    return FrameOfReference(low - (1 << 63), width, pack(flipped - np.uint64(low), width), a.size)


def for_decode(f):
    return unpack(f.packed, f.width, f.count).view(np.int64) + np.int64(f.base)
