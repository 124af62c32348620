"""Greedy again.

kind: wrong
reason: never
hint: On which graphs is greedy wrong by half, and what would find the better layout there?
breaks: least
"""

def improved_keys(edges):
    keys = {}
    for edge in sorted(edges, key=lambda edge: -edge.weight):
        wanted = {edge.left: edge.left_column, edge.right: edge.right_column}
        if all(keys.get(table, column) == column for table, column in wanted.items()):
            keys |= wanted
    return keys
