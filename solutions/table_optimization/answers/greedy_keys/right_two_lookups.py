"""Both ends by name.

kind: right
"""

def greedy_keys(edges):
    negative = [edge.weight for edge in edges if edge.weight < 0]
    if negative:
        raise ValueError(f"weight {negative[0]}")
    keys = {}
    for at in sorted(range(len(edges)), key=lambda at: (-edges[at].weight, at)):
        a, x, b, y, _ = edges[at]
        if keys.get(a, x) == x and keys.get(b, y) == y:
            keys[a], keys[b] = x, y
    return keys
