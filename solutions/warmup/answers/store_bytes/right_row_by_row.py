"""Widths of the types first, then the texts of each column.

kind: right
"""


def row_store_bytes(table):
    return column_store_bytes(table, list(table.column_names))


def column_store_bytes(table, columns):
    asked = {name: table[name] for name in columns}
    for name, column in asked.items():
        known = any(
            test(column.type)
            for test in (
                pa.types.is_integer, pa.types.is_floating, pa.types.is_decimal,
                pa.types.is_date, pa.types.is_timestamp, pa.types.is_string,
            )
        )  # fmt: skip
        if not known:
            raise TypeError(f"column {name} is of {column.type}")
    texts = [column for column in asked.values() if pa.types.is_string(column.type)]
    wide = [c.type.bit_width // 8 if not pa.types.is_string(c.type) else 4 for c in asked.values()]
    lengths = [pc.sum(pc.fill_null(pc.binary_length(column), 0), min_count=0) for column in texts]
    return table.num_rows * sum(wide) + sum(length.as_py() for length in lengths)
