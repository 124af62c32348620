"""Whole numbers with nulls among them are sorted as floats.

kind: wrong
reason: nulls
breaks: nulls
hint: Are 2**53 and 2**53 + 1 two floats, or one? And which of your keys go through floats on the way?
"""

def compound_sort(table: pa.Table, keys: list[str]) -> pa.Table:
    if not keys:
        raise ValueError("no keys to sort by")
    for key in keys:
        if key not in table.column_names:
            raise ValueError(f"there is no column {key!r}")
    looked_at = table
    for key in keys:
        column = table[key]
        if pa.types.is_integer(column.type) and column.null_count:
            looked_at = looked_at.set_column(table.column_names.index(key), key, column.cast(pa.float64(), safe=False))
    return table.take(pc.sort_indices(looked_at, sort_keys=[(key, "ascending") for key in keys]))
