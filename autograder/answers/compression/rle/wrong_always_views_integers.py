"""Every column is viewed as integers of its width, text and booleans too.

kind: wrong
reason: texts
hint: Only floats need their bits looked at. A text of four letters has 16 bytes, and no numpy integer is that wide: compare such columns as they are.
"""


def rle_encode(a):
    if not len(a):
        return RunLength(a[:0], np.empty(0, np.int64))
    bits = a.view(f"u{a.itemsize}")
    starts = np.flatnonzero(np.concatenate(([True], bits[1:] != bits[:-1])))
    return RunLength(a[starts], np.diff(starts, append=len(a)))
