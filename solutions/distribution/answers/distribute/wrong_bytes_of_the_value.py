"""The bytes of each value are hashed as they lie in memory.

kind: wrong
reason: widths
breaks: widths
hint: An int32 5 and an int64 5 are equal but have different bytes. Bring all whole numbers to one width first.
"""

others = key_numbers


def key_numbers(column):
    import zlib

    if not pa.types.is_integer(column.type):
        return others(column)
    values = np.asarray(column.fill_null(99))
    distinct, codes = np.unique(values, return_inverse=True)
    return np.array([zlib.crc32(value.tobytes()) for value in distinct], np.uint64)[codes]
