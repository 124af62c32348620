"""Few layouts are all tried; of more the heaviest matching and greedily what agrees with it, or all greedily.

kind: right
"""

def improved_keys(edges):
    options = {}
    for e in edges:
        options.setdefault(e.left, []).append(e.left_column)
        options.setdefault(e.right, []).append(e.right_column)
    options = {t: sorted(set(o)) for t, o in options.items()}
    count = 1
    for o in options.values():
        count *= len(o)
    if not edges:
        return {}
    if count <= 2_000_000:
        ways, step = {}, 1
        every = np.arange(count)
        for t, o in options.items():
            ways[t] = every // step % len(o)
            step *= len(o)
        total = np.zeros(count, np.int64)
        for e in edges:
            total += e.weight * ((ways[e.left] == options[e.left].index(e.left_column)) & (ways[e.right] == options[e.right].index(e.right_column)))
        best = int(total.argmax())
        return {t: o[ways[t][best]] for t, o in options.items()}
    import networkx

    drawing = networkx.Graph()
    for e in sorted(edges, key=lambda e: e.weight):
        drawing.add_edge(e.left, e.right, weight=e.weight, edge=e)
    first = sorted((drawing.edges[p]["edge"] for p in networkx.max_weight_matching(drawing)), key=lambda e: -e.weight)
    found = []
    for begun in (first, []):
        keys = {}
        for e in begun + sorted(edges, key=lambda e: -e.weight):
            if keys.get(e.left, e.left_column) == e.left_column and keys.get(e.right, e.right_column) == e.right_column:
                keys[e.left], keys[e.right] = e.left_column, e.right_column
        saves = sum(e.weight for e in edges if keys.get(e.left) == e.left_column and keys.get(e.right) == e.right_column)
        found.append((saves, keys))
    return max(found, key=lambda one: one[0])[1]
