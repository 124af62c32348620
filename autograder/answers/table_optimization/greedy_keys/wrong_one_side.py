"""Only the left table is looked at.

kind: wrong
reason: heaviest
hint: An edge has two ends.
"""

def greedy_keys(edges: list[Edge]) -> dict[str, str]:
    for edge in edges:
        if edge.weight < 0:
            raise ValueError(f"an edge weighs {edge.weight}, and weights are bytes: 0 or more")
    keys: dict[str, str] = {}
    for edge in sorted(edges, key=lambda edge: -edge.weight):
        wanted = {edge.left: edge.left_column, edge.right: edge.right_column}
        if keys.get(edge.left, edge.left_column) == edge.left_column:
            keys |= wanted
    return keys
