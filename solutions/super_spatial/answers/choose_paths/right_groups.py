"""Sorted triples and groups of them.

kind: right
"""

from itertools import groupby

ORDER = ["bool", "int", "float", "str"]


def _leaves(value, path=()):
    if type(value) is dict:
        for name in value:
            yield from _leaves(value[name], path + (name,))
    elif path:
        word = type(value).__name__
        if word == "int" and value.bit_length() > 63 and value != -(2**63):
            return
        if word in ORDER:
            yield path, ORDER.index(word)


def choose_paths(documents, share, at_most):
    if not (share > 0 and share <= 1):
        raise ValueError(f"{share} is no share")
    if not at_most >= 0:
        raise ValueError(f"{at_most} is no number of columns")
    leaves = sorted(leaf for document in documents for leaf in _leaves(document))
    columns = []
    for path, its in groupby(leaves, key=lambda leaf: leaf[0]):
        sizes = [(-len(list(same)), kind) for kind, same in groupby(its, key=lambda leaf: leaf[1])]
        size, kind = min(sizes)
        if -size / len(documents) >= share:
            columns.append((size, path, kind))
    return [Column(path, ORDER[kind]) for _, path, kind in sorted(columns)[:at_most]]
