"""The sorted columns are put into a new table, whose schema is made anew.

kind: wrong
reason: schema
breaks: schema
hint: A table made from a dict of columns: what does its schema say of nulls, and where is the metadata?
"""

def compound_sort(table: pa.Table, keys: list[str]) -> pa.Table:
    if not keys:
        raise ValueError("no keys to sort by")
    for key in keys:
        if key not in table.column_names:
            raise ValueError(f"there is no column {key!r}")
    order = pc.sort_indices(table, sort_keys=[(key, "ascending") for key in keys])
    return pa.table({name: table[name].take(order) for name in table.column_names})
