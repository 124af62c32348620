"""The smallest value of an empty column is asked for.

kind: wrong
reason: empty
hint: An empty column has no minimum. The task says what its four fields are.
"""


def for_encode(a):
    if a.dtype != np.int64:
        raise TypeError(f"for_encode takes int64, not {a.dtype}")
    offsets = a.view(np.uint64) - a.min().view(np.uint64)
    width = int(offsets.max()).bit_length()
    return FrameOfReference(int(a.min()), width, pack(offsets, width), len(a))
