"""Arrow's own sort of a table.

kind: right
"""

def compound_sort(table, keys):
    if not keys or not set(keys) <= set(table.column_names):
        raise ValueError(f"cannot sort {table.column_names} by {keys}")
    return table.sort_by([(key, "ascending") for key in keys])
