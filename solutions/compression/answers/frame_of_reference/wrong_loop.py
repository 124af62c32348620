"""The offsets are computed one after the other in Python.

kind: wrong
reason: speed
hint: Subtracting one number from a whole array is a single numpy operation; the loop in Python costs a hundred times as much a row.
breaks: speed
"""


def for_encode(a):
    if a.dtype != np.int64:
        raise TypeError(f"for_encode takes int64, not {a.dtype}")
    values = a.tolist()
    base = min(values, default=0)
    offsets = np.array([value - base for value in values], np.uint64)
    width = int(offsets.max()).bit_length() if values else 0
    return FrameOfReference(base, width, pack(offsets, width), len(a))
