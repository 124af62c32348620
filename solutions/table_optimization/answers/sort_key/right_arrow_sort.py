"""Sorted by Arrow, blocks by min_max.

kind: right
"""

def sort_key(table, filters, block_rows):
    import pyarrow.compute as pc

    if block_rows < 1:
        raise ValueError(f"block_rows is {block_rows}")
    if not filters:
        raise ValueError("no filters")
    for predicate, _ in filters:
        if predicate.column not in table.column_names:
            raise ValueError(f"no column {predicate.column}")
    wanted = {predicate.column for predicate, _ in filters}
    costs = {}
    for name in [column for column in table.column_names if column in wanted]:
        key = table[name].cast(pa.int32()) if pa.types.is_date32(table[name].type) else table[name]
        rows = table.take(pa.array(np.argsort(np.asarray(key), kind="stable")))
        costs[name] = 0
        zones = {}
        for column in wanted:
            ends = [pc.min_max(rows[column].slice(at, block_rows)) for at in range(0, rows.num_rows, block_rows)]
            zones[column] = [(end["min"].as_py(), end["max"].as_py()) for end in ends]
        for (column, op, value), times in filters:
            low_high = zones[column]
            first, last = value if op == "between" else (value, value)
            test = {"<": lambda low, high: low < value, "<=": lambda low, high: low <= value, ">": lambda low, high: high > value,
                    ">=": lambda low, high: high >= value}.get(op, lambda low, high: low <= last and high >= first)
            costs[name] += times * sum(test(low, high) for low, high in low_high)
    return min(costs, key=costs.get)
