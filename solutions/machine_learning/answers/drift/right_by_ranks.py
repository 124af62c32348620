"""Counts by the places of the cuts in the sorted columns.

kind: right
"""

import numpy as np


def psi(expected, actual, bins=10):
    if bins < 2:
        raise ValueError(f"{bins=}")
    if expected.size == 0 or actual.size == 0:
        raise ValueError("expected is empty" if expected.size == 0 else "actual is empty")
    columns = [np.sort(values) for values in (expected, actual)]
    sizes = [int((~np.isnan(values)).sum()) for values in columns]
    old = columns[0][: sizes[0]]
    places = (np.arange(1, bins) * sizes[0] + bins - 1) // bins
    cuts = np.unique(old[places - 1]) if sizes[0] else old
    shares = []
    for values, size in zip(columns, sizes):
        ends = np.concatenate([[0], np.searchsorted(values[:size], cuts, side="right"), [size]])
        counts = np.append(np.diff(ends), len(values) - size)
        shares.append(np.clip(counts / len(values), 1e-4, None))
    e, a = shares
    return np.sum((a - e) * (np.log(a) - np.log(e)))


def retrain(history):
    days = list(filter(lambda index: index is not None, history))[-3:]
    if len(days) and days[-1] >= 0.25:
        return True
    return len(days) == 3 and all(index >= 0.1 for index in days)
