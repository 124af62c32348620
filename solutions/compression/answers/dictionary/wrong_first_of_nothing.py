"""An empty column is sorted and its first value read.

kind: wrong
reason: empty
hint: An empty column has no first value that starts the list of the distinct ones.
breaks: empty
"""


def dict_encode(a):
    bits = a.view(f"u{a.itemsize}") if a.dtype.kind == "f" else a
    ordered = np.sort(bits)
    distinct = ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]
    if len(distinct) > 256:
        raise ValueError(f"too many distinct values: {len(distinct)}")
    return Dictionary(np.searchsorted(distinct, bits).astype(np.uint8), distinct.view(a.dtype))
