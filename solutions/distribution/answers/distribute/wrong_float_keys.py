"""A column with a null becomes floats in numpy, and the floats' bits are hashed.

kind: wrong
reason: nulls
breaks: nulls
hint: What is the dtype of to_numpy() when a column holds a null? The same key must hash alike with and without nulls
beside it.
"""

whole = key_numbers


def key_numbers(column):
    if not pa.types.is_integer(column.type):
        return whole(column)
    a = column.to_numpy()
    return a.view(np.uint64) if a.dtype.kind == "f" else a.astype(np.int64).view(np.uint64)
