"""Nulls are put before all values.

kind: wrong
reason: nulls
breaks: nulls
hint: Where do nulls go? Look at what your sort does with them when nobody tells it, or at what you told it.
"""

def compound_sort(table, keys):
    if not keys:
        raise ValueError("no keys")
    for key in keys:
        if key not in table.column_names:
            raise ValueError(f"no column {key}")
    return table.take(pc.sort_indices(table, [(key, "ascending", "at_start") for key in keys]))
