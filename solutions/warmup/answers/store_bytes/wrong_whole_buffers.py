"""Buffers are counted as they are, also where a slice shares them with a larger table.

kind: wrong
breaks: slices
reason: cut
hint: A slice of two rows points into the buffers of a million. How many rows would a query read of it?
"""


def row_store_bytes(table):
    return column_store_bytes(table, table.column_names)


def column_store_bytes(table, columns):
    return sum(_bytes(name, table[name]) for name in set(columns))


def _bytes(name, column):
    kind = column.type
    if pa.types.is_boolean(kind) or pa.types.is_nested(kind):
        raise TypeError(name)
    if not pa.types.is_string(kind):
        return len(column) * kind.bit_width // 8
    total = 4 * len(column)
    for chunk in column.chunks:
        if len(chunk):
            offsets = memoryview(chunk.buffers()[1]).cast("i")
            total += offsets[len(chunk)] - offsets[0]
    return total
