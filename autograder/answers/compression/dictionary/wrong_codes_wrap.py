"""Nobody counts the distinct values, and the codes wrap around at 256.

kind: wrong
reason: too_many
hint: Cast to uint8, code 256 becomes code 0. Such a column comes back changed: refuse it before the codes are narrowed.
"""


def dict_encode(a):
    bits = a.view(f"u{a.itemsize}") if a.dtype.kind == "f" else a
    distinct, codes = np.unique(bits, return_inverse=True)
    return Dictionary(codes.astype(np.uint8), distinct.view(a.dtype))
