"""Every float is taken for a float64.

kind: wrong
reason: bits
hint: A float32 has 4 bytes. Viewed as 8-byte integers two of them become one. Let the integer's width follow the width of the column's values.
"""


def dict_encode(a):
    bits = a.view(np.uint64) if a.dtype.kind == "f" else a
    distinct, codes = np.unique(bits, return_inverse=True)
    if len(distinct) > 256:
        raise ValueError(f"too many distinct values: {len(distinct)}")
    return Dictionary(codes.astype(np.uint8), distinct.view(a.dtype))
