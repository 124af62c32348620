"""A key that is no column is left to whatever Arrow says.

kind: wrong
reason: refuses
breaks: known_keys
hint: What does the caller see who wrote `quay` for `key`? And what is a sort by no keys?
"""

def compound_sort(table: pa.Table, keys: list[str]) -> pa.Table:
    if not keys:
        return table
    order = pc.sort_indices(table, [(key, "ascending") for key in keys])  # nulls at the end is its default
    return table.take(order)
