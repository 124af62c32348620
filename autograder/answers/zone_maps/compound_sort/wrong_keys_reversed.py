"""The last key is taken for the most significant one.

kind: wrong
reason: significance
hint: A telephone book by [surname, first name]: which of the two decides first? numpy's lexsort takes its
    keys the other way round.
"""

def compound_sort(table: pa.Table, keys: list[str]) -> pa.Table:
    if not keys:
        raise ValueError("a sort needs at least one key")
    for key in keys:
        if key not in table.column_names:
            raise ValueError(f"there is no column {key!r} to sort by; the columns are {', '.join(table.column_names)}")
    order = pc.sort_indices(table, [(key, "ascending") for key in reversed(keys)])  # nulls at the end is its default
    return table.take(order)
