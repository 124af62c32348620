"""No base is subtracted: values are packed at the width of the largest.

kind: wrong
reason: narrow
hint: The saving comes from the range of the values, not from their size. What has to be subtracted before packing?
breaks: base
"""


def for_encode(a):
    if a.dtype != np.int64:
        raise TypeError(f"for_encode takes int64, not {a.dtype}")
    values = a.view(np.uint64)
    width = int(values.max()).bit_length() if len(a) else 0
    return FrameOfReference(0, width, pack(values, width), len(a))
