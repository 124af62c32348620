"""With itertools.product and pruning by nothing.

kind: right
"""

def exact_keys(edges):
    from itertools import product

    options = {}
    for edge in edges:
        options.setdefault(edge.left, set()).add(edge.left_column)
        options.setdefault(edge.right, set()).add(edge.right_column)
    names = sorted(options)
    count = 1
    for name in names:
        count *= len(options[name])
    if count > 2_000_000:
        raise ValueError(f"{count:,} layouts")
    best, most = {}, -1
    ends = [(names.index(e.left), e.left_column, names.index(e.right), e.right_column, e.weight) for e in edges]
    for choice in product(*(sorted(options[name]) for name in names)):
        worth = sum(weight for i, x, j, y, weight in ends if choice[i] == x and choice[j] == y)
        if worth > most:
            best, most = dict(zip(names, choice)), worth
    return best
