"""Arrow's own count is taken, which has the bitmap of nulls in it.

kind: wrong
reason: nulls
hint: What does table.nbytes count besides the values, where some of them are null?
"""


def row_store_bytes(table):
    return column_store_bytes(table, table.column_names)


def column_store_bytes(table, columns):
    for name in columns:
        if pa.types.is_boolean(table[name].type) or pa.types.is_list(table[name].type):
            raise TypeError(name)
    return sum(table[name].nbytes for name in set(columns))
