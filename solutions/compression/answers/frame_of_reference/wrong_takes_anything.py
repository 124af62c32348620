"""Arrays of other dtypes are viewed or cast as int64.

kind: wrong
reason: refuses
hint: The offsets of 0.5 and 2.0 are offsets of bit patterns or of rounded numbers. Refuse what is not int64 with TypeError.
breaks: bad_dtype
"""

encode_int64 = for_encode


def for_encode(a):
    return encode_int64(a.astype(np.int64))
