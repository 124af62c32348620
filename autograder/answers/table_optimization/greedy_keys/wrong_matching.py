"""A table that has a key takes no other edge, even one that agrees.

kind: wrong
reason: agrees
hint: Two edges can want the same column.
"""

def greedy_keys(edges: list[Edge]) -> dict[str, str]:
    for edge in edges:
        if edge.weight < 0:
            raise ValueError(f"an edge weighs {edge.weight}, and weights are bytes: 0 or more")
    keys: dict[str, str] = {}
    for edge in sorted(edges, key=lambda edge: -edge.weight):
        wanted = {edge.left: edge.left_column, edge.right: edge.right_column}
        if not any(table in keys for table in wanted):
            keys |= wanted
    return keys
