"""Rows with equal keys come out in reverse.

kind: wrong
reason: stable
hint: Sort rows that are all equal. In which order must they come out?
"""

def compound_sort(table: pa.Table, keys: list[str]) -> pa.Table:
    if not keys:
        raise ValueError("a sort needs at least one key")
    for key in keys:
        if key not in table.column_names:
            raise ValueError(f"there is no column {key!r} to sort by; the columns are {', '.join(table.column_names)}")
    backwards = table.take(pa.array(np.arange(table.num_rows)[::-1]))
    order = pc.sort_indices(backwards, [(key, "ascending") for key in keys]).cast(pa.int64())
    order = pc.subtract(pa.scalar(table.num_rows - 1), order)
    return table.take(order)
