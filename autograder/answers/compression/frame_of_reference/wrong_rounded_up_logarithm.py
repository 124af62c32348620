"""The width is the logarithm of the largest offset, rounded up.

kind: wrong
reason: powers
hint: Two bits hold 0 to 3, not 4. What does your formula give for a largest offset of exactly 1, 2, 4 or 8?
"""


def for_encode(a):
    if a.dtype != np.int64:
        raise TypeError(f"for_encode takes int64, not {a.dtype}")
    if not len(a):
        return FrameOfReference(0, 0, np.empty(0, np.uint8), 0)
    offsets = a.view(np.uint64) - a.min().view(np.uint64)
    largest = int(offsets.max())
    width = int(np.ceil(np.log2(largest))) if largest else 0
    return FrameOfReference(int(a.min()), width, pack(offsets & np.uint64((1 << width) - 1), width), len(a))
