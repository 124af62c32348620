"""Slots in a sorted array; numbers of numpy come back.

kind: right
"""

import bisect

import numpy as np


def waits(queries, slots):
    if not slots >= 1:
        raise ValueError(f"{slots} slots")
    bad = [query.seconds for query in queries if not (0 <= query.seconds and np.isfinite(query.seconds))]
    if bad:
        raise ValueError(f"run times {bad}")
    order = np.argsort([query.arrival for query in queries], kind="stable")
    free, waited = [], np.zeros(len(queries))
    for number in order:
        at = queries[number].arrival
        if len(free) >= slots:
            at = max(at, free.pop(0))
        bisect.insort(free, at + queries[number].seconds)
        waited[number] = at - queries[number].arrival
    return list(waited)
