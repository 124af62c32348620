"""Greedy and matching, then edges forced one by one with a rebuild around them.

kind: right
"""

def improved_keys(edges):
    import networkx

    def complete(order):
        keys = {}
        for edge in order:
            if keys.get(edge.left, edge.left_column) == edge.left_column and keys.get(edge.right, edge.right_column) == edge.right_column:
                keys[edge.left], keys[edge.right] = edge.left_column, edge.right_column
        return keys

    order = sorted(edges, key=lambda edge: -edge.weight)
    graph = networkx.Graph()
    for edge in reversed(order):
        graph.add_edge(edge.left, edge.right, weight=edge.weight, edge=edge)
    matched = {graph.edges[pair]["edge"] for pair in networkx.max_weight_matching(graph)}
    found = [complete(order), complete(sorted(order, key=lambda edge: edge not in matched))]
    if len(edges) < 60:
        found += [complete([first, *order]) for first in order]
        found += [complete([first, second, *order]) for first in order for second in order]
        columns_ = {(e.left, e.left_column) for e in edges} | {(e.right, e.right_column) for e in edges}
        for pair in sorted(columns_):
            found.append(complete(sorted(order, key=lambda e: pair not in ((e.left, e.left_column), (e.right, e.right_column)))))
    return max(found, key=lambda keys: saved(edges, keys))
