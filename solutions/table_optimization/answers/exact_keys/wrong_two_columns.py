"""Only the first two columns of a table are tried.

kind: wrong
reason: all_layouts
hint: How many columns does each table have?
breaks: best
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
    options = {table: of_table[:2] for table, of_table in options.items()}
    layouts = 1
    for of_table in options.values():
        layouts *= len(of_table)
    row = {table: number for number, table in enumerate(options)}
    chosen = np.indices([len(of_table) for of_table in options.values()]).reshape(len(options), -1)
    total = np.zeros(layouts, np.int64)
    for edge in edges:
        if edge.left_column not in options[edge.left] or edge.right_column not in options[edge.right]:
            continue
        left = chosen[row[edge.left]] == options[edge.left].index(edge.left_column)
        right = chosen[row[edge.right]] == options[edge.right].index(edge.right_column)
        total += edge.weight * (left & right)
    best = int(total.argmax())
    return {table: options[table][chosen[row[table], best]] for table in options}
