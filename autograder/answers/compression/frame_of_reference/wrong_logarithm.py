"""The width is computed with a floating-point logarithm.

kind: wrong
reason: powers
hint: A float64 has 53 bits. Just below a large power of two it rounds up to the power, and the logarithm gives one bit too many. Python's integers know their bit length exactly.
"""


def for_encode(a):
    if a.dtype != np.int64:
        raise TypeError(f"for_encode takes int64, not {a.dtype}")
    if not len(a):
        return FrameOfReference(0, 0, np.empty(0, np.uint8), 0)
    offsets = a.view(np.uint64) - a.min().view(np.uint64)
    largest = int(offsets.max())
    width = min(64, int(np.log2(float(largest))) + 1) if largest else 0
    return FrameOfReference(int(a.min()), width, pack(offsets, width), len(a))
