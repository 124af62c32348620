"""Small graphs exactly, large ones from an order that is drawn, without a seed.

kind: wrong
reason: small
hint: Call it twice with a graph that is too large to try all its layouts. Are the keys the same?
breaks: laws
"""


import math
import random


def _options(edges):
    options = {}
    for a, x, b, y, _ in edges:
        options.setdefault(a, {}).setdefault(x, len(options[a]))
        options.setdefault(b, {}).setdefault(y, len(options[b]))
    return options


def _exact(edges):
    options = _options(edges)
    axes = [table for table, columns in options.items() if len(columns) > 1]
    totals = np.zeros([len(options[table]) for table in axes], np.int64)
    for a, x, b, y, weight in edges:
        where = [slice(None)] * len(axes)
        for table, column in ((a, x), (b, y)):
            if table in axes:
                where[axes.index(table)] = options[table][column]
        totals[tuple(where)] += weight
    choice = dict(zip(axes, np.unravel_index(np.argmax(totals), totals.shape)))
    return {table: list(columns)[choice.get(table, 0)] for table, columns in options.items()}


def _greedy(edges):
    keys = {}
    for a, x, b, y, _ in edges:
        if keys.get(a, x) == x and keys.get(b, y) == y:
            keys[a], keys[b] = x, y
    return keys



def improved_keys(edges):
    if not edges:
        return {}
    options = _options(edges)
    if math.prod(len(columns) for columns in options.values()) <= 2_000:
        return _exact(edges)
    order = sorted(edges, key=lambda edge: -edge.weight * random.uniform(0.8, 1.2))
    keys = _greedy(order)
    best, total = saved(edges, keys), sum(edge.weight for edge in edges)
    better = True
    while better and best < total:
        better = False
        for table, columns in options.items():
            for column in columns:
                forced = [e for e in order if (table, column) in (e[:2], e[2:4])]
                kept = [e for e in order if fits(e, keys)]
                trial = _greedy(forced + kept + order)
                worth = saved(edges, trial)
                if worth > best:
                    keys, best, better = trial, worth, True
    return keys
