"""Every integer dtype is accepted.

kind: wrong
reason: refuses
hint: for_decode always gives int64. What would a caller who stored a uint64 column get back?
"""

encode_int64 = for_encode


def for_encode(a):
    return encode_int64(a.view(np.int64) if a.dtype.kind == "u" and a.itemsize == 8 else a)
