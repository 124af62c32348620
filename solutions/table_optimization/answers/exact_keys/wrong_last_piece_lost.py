"""Layouts are tried in pieces of 65,536, and a last one that is shorter is not.

kind: wrong
reason: many
hint: How many layouts are left once no whole piece is?
"""


import math


def exact_keys(edges):
    options = {}
    for a, x, b, y, _ in edges:
        options.setdefault(a, {}).setdefault(x, len(options[a]))
        options.setdefault(b, {}).setdefault(y, len(options[b]))
    count = math.prod(len(columns) for columns in options.values())
    if count > 2_000_000:
        raise ValueError(f"{count} layouts are more than two million")
    tables, shape = list(options), [len(columns) for columns in options.values()]
    strides = [math.prod(shape[at + 1 :]) for at in range(len(shape))]
    piece, best, chosen = min(count, 65_536), -1, 0
    for start in range(0, count - piece + 1, piece):
        numbers = np.arange(start, start + piece)
        totals = np.zeros(piece, np.int64)
        for a, x, b, y, weight in edges:
            i, j = tables.index(a), tables.index(b)
            fit = numbers // strides[i] % shape[i] == options[a][x]
            fit &= numbers // strides[j] % shape[j] == options[b][y]
            totals += weight * fit
        at = int(totals.argmax())
        if totals[at] > best:
            best, chosen = totals[at], start + at
    return {
        table: list(options[table])[chosen // stride % size]
        for table, stride, size in zip(tables, strides, shape)
    }
