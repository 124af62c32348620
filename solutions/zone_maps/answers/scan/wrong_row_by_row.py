"""Right, but every row is a Python object.

kind: wrong
reason: query_6
breaks: speed
hint: A block of 65,536 rows takes Arrow microseconds and Python milliseconds. Which comparison works on a
    whole block?
"""

def scan(table, predicates, columns):
    for name in [*(p.column for p in predicates), *columns]:
        if name not in table.schema.names:
            raise ValueError(f"no column {name}")
    rows = {name: [] for name in columns}
    for block in range(table.num_blocks):
        if not all(prune(table.zones[p.column][block], p.op, p.value) for p in predicates if p.column in table.zones):
            continue
        got = {}
        for p in predicates:
            if p.column not in got:
                got[p.column] = table.read(p.column, block).to_pylist()
        keep = [all(row_matches(got[p.column][at], p.op, p.value) for p in predicates) for at in range(table.rows_in(block))]
        if any(keep):
            for name in rows:
                if name not in got:
                    got[name] = table.read(name, block).to_pylist()
                rows[name] += [value for value, kept in zip(got[name], keep) if kept]
    arrays = [pa.array(rows[name], table.schema.field(name).type) for name in columns]
    return pa.Table.from_arrays(arrays, names=list(columns))


def row_matches(row, op, value):
    if op == "is_null" or op == "is_not_null":
        return (row is None) == (op == "is_null")
    if op == "in":
        return any(row_matches(row, "=", v) for v in value)
    if op == "between":
        return row_matches(row, ">=", value[0]) and row_matches(row, "<=", value[1])
    if row is None or value is None or row != row or value != value:
        return False
    return {"=": row == value, "<>": row != value, "<": row < value, "<=": row <= value, ">": row > value, ">=": row >= value}[op]
