"""Right, but sorted by Python, a tuple a row.

kind: wrong
reason: query_6
breaks: speed
hint: Six million tuples. Arrow sorts row numbers instead of rows; then one `take` moves them.
"""

def compound_sort(table, keys):
    if not keys:
        raise ValueError("no keys")
    for key in keys:
        if key not in table.column_names:
            raise ValueError(f"no column {key}")

    def place(value):
        return (2, 0) if value is None else (1, 0) if value != value else (0, value)

    values = [table[key].to_pylist() for key in keys]
    order = sorted(range(table.num_rows), key=lambda at: [place(column[at]) for column in values])
    return table.take(pa.array(order, pa.int64()))
