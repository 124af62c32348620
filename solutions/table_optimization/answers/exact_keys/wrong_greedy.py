"""Greedy is taken for exact.

kind: wrong
reason: small
hint: What does your answer save on the path 10, 11, 10?
breaks: best
"""

def exact_keys(edges):
    options = {}
    for edge in edges:
        options.setdefault(edge.left, set()).add(edge.left_column)
        options.setdefault(edge.right, set()).add(edge.right_column)
    layouts = 1
    for of_table in options.values():
        layouts *= len(of_table)
    if layouts > 2_000_000:
        raise ValueError(f"{layouts:,} layouts")
    keys = {}
    for edge in sorted(edges, key=lambda edge: -edge.weight):
        wanted = {edge.left: edge.left_column, edge.right: edge.right_column}
        if all(keys.get(table, column) == column for table, column in wanted.items()):
            keys |= wanted
    return keys
