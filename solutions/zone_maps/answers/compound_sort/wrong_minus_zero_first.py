"""Floats are sorted by their bits, in which -0.0 stands before 0.0.

kind: wrong
reason: types
breaks: types
hint: Is -0.0 < 0.0? Two rows with these keys are equal: which of them came first?
"""

def compound_sort(table: pa.Table, keys: list[str]) -> pa.Table:
    if not keys:
        raise ValueError("no keys to sort by")
    for key in keys:
        if key not in table.column_names:
            raise ValueError(f"there is no column {key!r}")
    looked_at = table
    for key in keys:
        column = table[key]
        if column.type == pa.float64() and not column.null_count:
            bits = column.to_numpy().view(np.int64)
            ordered = pa.array(np.where(bits < 0, bits ^ np.int64(2**63 - 1), bits))
            looked_at = looked_at.set_column(table.column_names.index(key), key, ordered)
    return table.take(pc.sort_indices(looked_at, sort_keys=[(key, "ascending") for key in keys]))
