"""The slice with the least is looked for by min; numpy sorts.

kind: right
"""

import numpy as np


def assign(lags, slices):
    if slices <= 0:
        raise ValueError(f"{slices} slices")
    bad = [lag for lag in lags.values() if lag < 0]
    if bad:
        raise ValueError(f"lags below 0: {bad}")
    loads = [0] * slices
    lists = [[] for _ in range(slices)]
    numbers = np.array(sorted(lags), dtype=int)
    order = numbers[np.argsort([-lags[int(n)] for n in numbers], kind="stable")] if lags else []
    for partition in map(int, order):
        best = min(range(slices), key=lambda at: (loads[at], len(lists[at])))
        loads[best] += lags[partition]
        lists[best].append(partition)
    for each in lists:
        each.sort()
    return lists
