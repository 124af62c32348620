"""Every key column is sorted on its own, and rows come apart.

kind: wrong
reason: significance
breaks: rows
hint: Take one row of your result. Was it a row of the table?
"""

def compound_sort(table: pa.Table, keys: list[str]) -> pa.Table:
    if not keys:
        raise ValueError("a sort needs at least one key")
    for key in keys:
        if key not in table.column_names:
            raise ValueError(f"there is no column {key!r} to sort by; the columns are {', '.join(table.column_names)}")
    order = pc.sort_indices(table, [(key, "ascending") for key in keys])  # nulls at the end is its default
    first = table.take(order)
    for name in table.column_names:
        if name not in keys:
            first = first.set_column(first.column_names.index(name), name, table[name])
    return first
