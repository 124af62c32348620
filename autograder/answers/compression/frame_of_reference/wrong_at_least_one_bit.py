"""A constant column is packed at width 1.

kind: wrong
reason: constant
hint: Where all values are the same, every offset is 0, and zeros need no bits at all. What is int(0).bit_length()?
"""


def for_encode(a):
    if a.dtype != np.int64:
        raise TypeError(f"for_encode takes int64, not {a.dtype}")
    if not len(a):
        return FrameOfReference(0, 0, np.empty(0, np.uint8), 0)
    offsets = a.view(np.uint64) - a.min().view(np.uint64)
    width = max(1, int(offsets.max()).bit_length())
    return FrameOfReference(int(a.min()), width, pack(offsets, width), len(a))
