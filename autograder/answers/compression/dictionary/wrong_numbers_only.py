"""Every column is viewed as 64-bit integers or as integers of its width.

kind: wrong
reason: texts
hint: A text of five letters has 20 bytes, and no numpy integer is that wide. Only floats need their bits looked at.
"""


def dict_encode(a):
    distinct, codes = np.unique(a.view(f"u{a.itemsize}"), return_inverse=True)
    if len(distinct) > 256:
        raise ValueError(f"too many distinct values: {len(distinct)}")
    return Dictionary(codes.astype(np.uint8), distinct.view(a.dtype))
