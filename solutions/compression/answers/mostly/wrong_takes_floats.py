"""Other dtypes are cast to int64 without a word.

kind: wrong
reason: refuses
hint: 0.5 becomes 0 in the cast and never comes back. Refuse what is not int64 with TypeError.
breaks: bad_dtype
"""

encode_int64 = mostly_encode


def mostly_encode(a, width):
    return encode_int64(a.astype(np.int64), width)
