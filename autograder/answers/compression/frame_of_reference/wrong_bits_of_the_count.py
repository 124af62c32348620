"""The width is that of the number of possible values and not that of the largest offset.

kind: wrong
reason: powers
hint: Offsets 0 to 7 are eight different ones, and 3 bits hold them. 8 itself would need 4 bits, but it does not occur.
"""


def for_encode(a):
    if a.dtype != np.int64:
        raise TypeError(f"for_encode takes int64, not {a.dtype}")
    if not len(a):
        return FrameOfReference(0, 0, np.empty(0, np.uint8), 0)
    offsets = a.view(np.uint64) - a.min().view(np.uint64)
    width = min(64, (int(offsets.max()) + 1).bit_length()) if offsets.any() else 0
    return FrameOfReference(int(a.min()), width, pack(offsets, width), len(a))
