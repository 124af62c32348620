"""Edges are taken or left, with a bound on what is still to come.

kind: right
"""

def exact_keys(edges):
    opts = {}
    for e in edges:
        opts.setdefault(e.left, set()).add(e.left_column); opts.setdefault(e.right, set()).add(e.right_column)
    n = 1
    for o in opts.values(): n *= len(o)
    if n > 2_000_000: raise ValueError(f"{n} layouts")
    best, total = {}, -1
    order = sorted(edges, key=lambda e: -e.weight)
    rest = [0] * (len(order) + 1)
    for i in range(len(order) - 1, -1, -1): rest[i] = rest[i + 1] + order[i].weight
    def go(i, keys, worth):
        nonlocal best, total
        if worth > total: best, total = dict(keys), worth
        if i == len(order) or worth + rest[i] <= total: return
        e = order[i]
        if keys.get(e.left, e.left_column) == e.left_column and keys.get(e.right, e.right_column) == e.right_column:
            go(i + 1, {**keys, e.left: e.left_column, e.right: e.right_column}, worth + e.weight)
        go(i + 1, keys, worth)
    go(0, {}, 0)
    return best
