"""The first value serves as the base, not the smallest one.

kind: wrong
reason: narrow
hint: A value below the base has a negative offset, which takes all 64 bits as an unsigned number. Which base makes every offset non-negative?
"""


def for_encode(a):
    if a.dtype != np.int64:
        raise TypeError(f"for_encode takes int64, not {a.dtype}")
    if not len(a):
        return FrameOfReference(0, 0, np.empty(0, np.uint8), 0)
    offsets = a.view(np.uint64) - a[0].view(np.uint64)
    width = int(offsets.max()).bit_length()
    return FrameOfReference(int(a[0]), width, pack(offsets, width), len(a))
