"""A later edge gives its tables new keys.

kind: wrong
reason: keeps
hint: What becomes of the heavier edge that a table was promised to?
"""

def greedy_keys(edges: list[Edge]) -> dict[str, str]:
    for edge in edges:
        if edge.weight < 0:
            raise ValueError(f"an edge weighs {edge.weight}, and weights are bytes: 0 or more")
    keys: dict[str, str] = {}
    for edge in sorted(edges, key=lambda edge: -edge.weight):
        wanted = {edge.left: edge.left_column, edge.right: edge.right_column}
        keys |= wanted
    return keys
