"""Every layout is tried, whatever the size.

kind: wrong
reason: large
hint: How many layouts do 60 tables have?
breaks: large
"""

def improved_keys(edges: list[Edge]) -> dict[str, str]:
    options: dict[str, list[str]] = {}
    for edge in edges:
        for table, column in ((edge.left, edge.left_column), (edge.right, edge.right_column)):
            if column not in options.setdefault(table, []):
                options[table].append(column)
    layouts = 1
    for of_table in options.values():
        layouts *= len(of_table)
    if layouts > 2_000_000:
        return {}
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
    return {table: options[table][chosen[row[table], best]] for table in options}
