"""Codes number the sorted values, while the values are kept in the order of appearance.

kind: wrong
reason: codes
hint: values[codes[i]] must be row i. Check with a column that is not sorted, for example 40, 10, 40.
"""


def dict_encode(a):
    bits = a.view(f"u{a.itemsize}") if a.dtype.kind == "f" else a
    distinct, firsts, codes = np.unique(bits, return_index=True, return_inverse=True)
    if len(distinct) > 256:
        raise ValueError(f"too many distinct values: {len(distinct)}")
    return Dictionary(codes.astype(np.uint8), a[np.sort(firsts)])
