"""Keys are cast to uint64, which no negative key fits.

kind: wrong
reason: together
hint: What does a cast to an unsigned type do with -1? View the bits of int64 as uint64 instead.
"""

positive = key_numbers


def key_numbers(column):
    if pa.types.is_integer(column.type):
        return np.asarray(column.fill_null(0).cast(pa.uint64()))
    return positive(column)
