"""Loses a little wherever there are more than three joins: some are given up while most of the savings
are left.

kind: wrong
reason: on_average
hint: What keeps an edge out that would fit?
"""

def improved_keys(edges: list[Edge]) -> dict[str, str]:
    import networkx

    touching: dict[str, list[Edge]] = {}
    for edge in edges:
        touching.setdefault(edge.left, []).append(edge)
        touching.setdefault(edge.right, []).append(edge)
    graph = networkx.Graph()
    for edge in sorted(edges, key=lambda edge: edge.weight):  # of parallel edges the heaviest stays
        graph.add_edge(edge.left, edge.right, weight=edge.weight, edge=edge)
    matched = [graph.edges[pair]["edge"] for pair in networkx.max_weight_matching(graph)]
    by_weight = sorted(edges, key=lambda edge: -edge.weight)
    starts = [completed(by_weight), completed([*sorted(matched, key=lambda edge: -edge.weight), *by_weight])]
    heaviest = sorted(touching, key=lambda table: -sum(edge.weight for edge in touching[table]))[:4]
    starts += [completed([*stars(touching[table], table), *by_weight]) for table in heaviest]
    good = max((climbed(keys, touching, edges) for keys in starts), key=lambda keys: saved(edges, keys))
    if len(good) > 12 or len(edges) <= 3:
        return good
    from itertools import combinations

    fewer = [{t: k for t, k in good.items() if t not in out} for n in range(6) for out in combinations(good, n)]
    return min((keys for keys in fewer if saved(edges, keys) >= 0.81 * saved(edges, good)), key=lambda keys: saved(edges, keys))


def completed(order: list[Edge]) -> dict[str, str]:
    """Greedy in this order."""
    keys: dict[str, str] = {}
    for edge in order:
        wanted = {edge.left: edge.left_column, edge.right: edge.right_column}
        if all(keys.get(table, column) == column for table, column in wanted.items()):
            keys |= wanted
    return keys


def stars(edges: list[Edge], table: str) -> list[Edge]:
    """The edges that fit the one key of ``table`` that its own edges want most."""
    column_of = lambda edge: edge.left_column if edge.left == table else edge.right_column
    worth: dict[str, int] = {}
    for edge in edges:
        worth[column_of(edge)] = worth.get(column_of(edge), 0) + edge.weight
    best = max(worth, key=worth.get)
    return sorted((edge for edge in edges if column_of(edge) == best), key=lambda edge: -edge.weight)


def climbed(keys: dict[str, str], touching: dict[str, list[Edge]], edges: list[Edge]) -> dict[str, str]:
    """Give one table another key, build up anew around it what fits, keep what saves more; until nothing does."""
    total, better = saved(edges, keys), True
    while better:
        better = False
        for table, own in touching.items():
            for column in sorted({e.left_column if e.left == table else e.right_column for e in own}):
                if keys.get(table) == column:
                    continue
                wanted = [e for e in own if (e.left_column if e.left == table else e.right_column) == column]
                near = {e.left for e in wanted} | {e.right for e in wanted}
                kept = [e for e in edges if fits(e, keys) and not {e.left, e.right} & near]
                around = sorted((e for other in near for e in touching[other]), key=lambda e: -e.weight)
                trial = completed([*sorted(wanted, key=lambda e: -e.weight), *sorted(kept, key=lambda e: -e.weight), *around])
                trial = {**{t: k for t, k in keys.items() if t not in near}, **trial}
                worth = saved(edges, trial)
                if worth > total:
                    keys, total, better = trial, worth, True
    return keys
