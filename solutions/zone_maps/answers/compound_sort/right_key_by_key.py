"""Stable sorts one after the other, the least significant key first.

kind: right
"""

def compound_sort(table, keys):
    if len(keys) == 0:
        raise ValueError("sort by what?")
    unknown = [key for key in keys if key not in table.column_names]
    if unknown:
        raise ValueError(f"unknown sort keys {unknown}")
    for key in reversed(keys):
        table = table.take(pc.array_sort_indices(table[key].combine_chunks()))
    return table
