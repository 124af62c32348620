"""Value by value, with the standard library alone.

kind: right
"""

import bisect
import math


def psi(expected, actual, bins=10):
    if bins < 2:
        raise ValueError(f"bins is {bins}, at least 2")
    if not len(expected):
        raise ValueError("nothing is expected")
    if not len(actual):
        raise ValueError("no actual values")
    known = sorted(float(v) for v in expected if v == v)
    n = len(known)
    cuts = sorted({known[(i * n + bins - 1) // bins - 1] for i in range(1, bins)}) if n else []

    def shares(values):
        counts = [0] * (len(cuts) + 2)
        for v in values.tolist():
            counts[bisect.bisect_left(cuts, v) if v == v else -1] += 1
        return [max(count / len(values), 1e-4) for count in counts]

    return math.fsum((a - e) * math.log(a / e) for e, a in zip(shares(expected), shares(actual)))


def retrain(history):
    row, high = 0, False
    for index in history:
        if index is None:
            continue
        row = row + 1 if index >= 0.1 else 0
        high = index >= 0.25
    return high or row >= 3
