"""The chunks of a column are concatenated, and an empty table has none.

kind: wrong
reason: edges
breaks: edges
hint: A table without rows may have columns of no chunks at all. What does np.concatenate make of an empty list?
"""

chunk_numbers = key_numbers


def key_numbers(column):
    return np.concatenate([chunk_numbers(pa.chunked_array([chunk])) for chunk in column.chunks])
