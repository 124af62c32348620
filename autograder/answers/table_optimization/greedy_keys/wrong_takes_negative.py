"""A weight below 0 is taken for a weight.

kind: wrong
reason: edges_of_nothing
hint: Bytes cannot be negative.
"""

def greedy_keys(edges: list[Edge]) -> dict[str, str]:
    keys: dict[str, str] = {}
    for edge in sorted(edges, key=lambda edge: -edge.weight):
        wanted = {edge.left: edge.left_column, edge.right: edge.right_column}
        if all(keys.get(table, column) == column for table, column in wanted.items()):
            keys |= wanted
    return keys
