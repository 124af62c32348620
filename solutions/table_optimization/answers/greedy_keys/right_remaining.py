"""The heaviest that fits, again and again.

kind: right
"""

def greedy_keys(edges):
    if any(edge.weight < 0 for edge in edges):
        raise ValueError(f"a weight below 0: {min(edge.weight for edge in edges)}")
    keys, left = {}, list(edges)
    while left:
        best = max(left, key=lambda edge: edge.weight)
        left.remove(best)
        ends = {best.left: best.left_column, best.right: best.right_column}
        if ends.items() <= (ends | keys).items():
            keys |= ends
    return keys
