"""Where only one end fits, that end is given its key all the same.

kind: wrong
reason: heaviest
hint: Does half an edge save anything?
breaks: absent
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
        elif edge.right not in keys:
            keys[edge.right] = edge.right_column
    return keys
