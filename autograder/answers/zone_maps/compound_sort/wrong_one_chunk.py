"""The table is taken to be in one piece.

kind: wrong
reason: shapes
hint: A table may come in several chunks, or in none. How many rows has `table[key].chunk(0)`?
"""

def compound_sort(table: pa.Table, keys: list[str]) -> pa.Table:
    if not keys:
        raise ValueError("a sort needs at least one key")
    for key in keys:
        if key not in table.column_names:
            raise ValueError(f"there is no column {key!r} to sort by; the columns are {', '.join(table.column_names)}")
    table = pa.table({name: table[name].chunk(0) for name in table.column_names})
    order = pc.sort_indices(table, [(key, "ascending") for key in keys])  # nulls at the end is its default
    return table.take(order)
