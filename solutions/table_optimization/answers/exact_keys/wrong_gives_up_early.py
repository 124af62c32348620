"""Refuses beyond ten thousand layouts.

kind: wrong
reason: many
hint: From how many layouts on may you refuse?
breaks: border
"""

import math

_all = exact_keys


def exact_keys(edges):
    options = {}
    for edge in edges:
        options.setdefault(edge.left, set()).add(edge.left_column)
        options.setdefault(edge.right, set()).add(edge.right_column)
    layouts = math.prod(map(len, options.values()))
    if layouts > 10_000:
        raise ValueError(f"{layouts:,} layouts")
    return _all(edges)
