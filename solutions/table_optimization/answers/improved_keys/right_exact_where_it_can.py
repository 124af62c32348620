"""Every layout where there are few, else the best of greedy and a matching.

kind: right
"""

def few_keys(edges: list[Edge]) -> dict[str, str]:
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
    return {table: options[table][chosen[row[table], best]] for table in options}


def improved_keys(edges):
    import networkx

    try:
        return few_keys(edges)
    except ValueError:
        order = sorted(edges, key=lambda edge: -edge.weight)
    graph = networkx.Graph()
    for edge in reversed(order):
        graph.add_edge(edge.left, edge.right, weight=edge.weight, edge=edge)
    matched = {graph.edges[pair]["edge"] for pair in networkx.max_weight_matching(graph)}
    found = []
    for one in (order, sorted(order, key=lambda edge: edge not in matched)):
        keys = {}
        for edge in one:
            wanted = {edge.left: edge.left_column, edge.right: edge.right_column}
            if all(keys.get(table, column) == column for table, column in wanted.items()):
                keys |= wanted
        found.append(keys)
    return max(found, key=lambda keys: saved(edges, keys))
