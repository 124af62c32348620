"""Stops at the first edge that does not fit.

kind: wrong
reason: heaviest
hint: There may be lighter edges that fit.
"""

def greedy_keys(edges: list[Edge]) -> dict[str, str]:
    for edge in edges:
        if edge.weight < 0:
            raise ValueError(f"an edge weighs {edge.weight}, and weights are bytes: 0 or more")
    keys: dict[str, str] = {}
    for edge in sorted(edges, key=lambda edge: -edge.weight):
        wanted = {edge.left: edge.left_column, edge.right: edge.right_column}
        if all(keys.get(table, column) == column for table, column in wanted.items()):
            keys |= wanted
        else:
            break
    return keys
