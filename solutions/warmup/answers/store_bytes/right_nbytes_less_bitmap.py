"""Arrow's count of the values alone: where nulls are filled there is no bitmap.

kind: right
"""


def row_store_bytes(table):
    return sum(_values(field.name, table.column(at)) for at, field in enumerate(table.schema))


def column_store_bytes(table, columns):
    return sum(_values(name, table[name]) for name in dict.fromkeys(columns))


def _values(name, column):
    if pa.types.is_boolean(column.type) or pa.types.is_nested(column.type):
        raise TypeError(f"{name} is of {column.type}")
    if column.type == pa.string():
        return sum(len((value or "").encode()) + 4 for value in column.to_pylist())
    return sum(len(chunk) for chunk in column.chunks) * (column.type.bit_width // 8)
