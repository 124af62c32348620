"""Codes are found by a binary search in the sorted values.

kind: right
"""


def dict_encode(a):
    keys = a if a.dtype.kind != "f" else a.view(np.dtype(f"i{a.itemsize}"))
    distinct = np.unique(keys)
    if len(distinct) > 2**8:
        raise ValueError("too many distinct values: %d" % len(distinct))
    return Dictionary(np.searchsorted(distinct, keys).astype("uint8"), distinct.view(a.dtype))


def dict_decode(d):
    return d.values.take(d.codes)
