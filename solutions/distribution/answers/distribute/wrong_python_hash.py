"""Python's hash() of a text differs in every process.

kind: wrong
reason: processes
breaks: processes
hint: hash('AIR') is salted anew in each process, so two slices would disagree. Use a hash that depends on the bytes
alone, such as zlib.crc32.
"""

others = key_numbers


def key_numbers(column):
    if not (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
        return others(column)
    return np.array([hash(text) for text in column.to_pylist()], np.int64).view(np.uint64)
