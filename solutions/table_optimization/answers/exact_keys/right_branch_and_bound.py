"""Edges are taken or left, the heaviest first, and hopeless branches are cut.

kind: right
"""

def exact_keys(edges):
    options = {}
    for edge in edges:
        options.setdefault(edge.left, set()).add(edge.left_column)
        options.setdefault(edge.right, set()).add(edge.right_column)
    count = 1
    for columns_ in options.values():
        count *= len(columns_)
    if count > 2_000_000:
        raise ValueError(f"{count:,} layouts to try")
    order = sorted(edges, key=lambda edge: -edge.weight)
    rest = [0] * (len(order) + 1)
    for at in reversed(range(len(order))):
        rest[at] = rest[at + 1] + order[at].weight
    best = [-1, {}]

    def go(at, keys, worth):
        if worth + rest[at] <= best[0]:
            return
        if at == len(order):
            best[:] = [worth, keys]
            return
        a, x, b, y, weight = order[at]
        if keys.get(a, x) == x and keys.get(b, y) == y:
            go(at + 1, keys | {a: x, b: y}, worth + weight)
        go(at + 1, keys, worth)

    go(0, {}, 0)
    return best[1]
