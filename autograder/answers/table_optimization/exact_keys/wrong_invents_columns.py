"""A table that no co-located edge touches gets a made-up key.

kind: wrong
reason: small
hint: A key is a column that an edge names.
"""

def exact_keys(edges: list[Edge]) -> dict[str, str]:
    options: dict[str, list[str]] = {}
    for edge in edges:
        for table, column in ((edge.left, edge.left_column), (edge.right, edge.right_column)):
            if column not in options.setdefault(table, []):
                options[table].append(column)
    layouts = 1
    for of_table in options.values():
        layouts *= len(of_table)
    if layouts > 2_000_000:
        raise ValueError(f"{layouts:,} layouts are too many to try; use improved_keys")
    if not options:
        return {}
    row = {table: number for number, table in enumerate(options)}
    chosen = np.indices([len(of_table) for of_table in options.values()]).reshape(len(options), -1)
    total = np.zeros(layouts, np.int64)
    for edge in edges:
        left = chosen[row[edge.left]] == options[edge.left].index(edge.left_column)
        right = chosen[row[edge.right]] == options[edge.right].index(edge.right_column)
        total += edge.weight * (left & right)
    best = int(total.argmax())
    keys = {table: options[table][chosen[row[table], best]] for table in options}
    used = {t for e in edges if fits(e, keys) for t in (e.left, e.right)}
    return {table: key if table in used else "none" for table, key in keys.items()}
