"""Only the first key is used.

kind: wrong
reason: significance
hint: Two rows of the same day: what decides which comes first?
"""

def compound_sort(table: pa.Table, keys: list[str]) -> pa.Table:
    if not keys:
        raise ValueError("a sort needs at least one key")
    for key in keys:
        if key not in table.column_names:
            raise ValueError(f"there is no column {key!r} to sort by; the columns are {', '.join(table.column_names)}")
    order = pc.sort_indices(table, [(keys[0], "ascending")])  # nulls at the end is its default
    return table.take(order)
