"""The distance from the smallest value is computed in int64, where it can overflow.

kind: wrong
reason: extremes
hint: From -2**63 to 2**63 - 1 it is 2**64 - 1, which is -1 in int64. Subtract as uint64, where the result is right modulo 2**64.
"""


def for_encode(a):
    if a.dtype != np.int64:
        raise TypeError(f"for_encode takes int64, not {a.dtype}")
    if not len(a):
        return FrameOfReference(0, 0, np.empty(0, np.uint8), 0)
    offsets = a - a.min()
    width = int(offsets.max()).bit_length()
    return FrameOfReference(int(a.min()), width, pack(offsets.astype(np.uint64) & np.uint64((1 << width) - 1), width), len(a))
