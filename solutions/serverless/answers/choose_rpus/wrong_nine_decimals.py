"""Equal to 9 digits read as 9 decimals: short queries are all equal.

kind: wrong
breaks: equal
reason: between
hint: A query takes nanoseconds. Are all sizes equal then?
"""

import math

import numpy as np


def fit_scaling(samples):
    different = len({rpus for rpus, _ in samples})
    if different < 2:
        raise ValueError(f"{different} different sizes, at least 2 are needed")
    u = np.array([1 / s for _, s in samples])
    v = np.array([1 / r / s for r, s in samples])
    (serial, parallel), *_ = np.linalg.lstsq(np.column_stack([u, v]), np.ones(len(u)), rcond=None)
    if serial < 0:
        serial, parallel = 0.0, v.sum() / (v @ v)
    elif parallel < 0:
        serial, parallel = u.sum() / (u @ u), 0.0
    return float(serial), float(parallel)


def choose_rpus(serial, parallel, sizes, slider):
    if not 0 <= slider <= 1:
        raise ValueError(f"the slider is at {slider}")
    if not sizes:
        raise ValueError("no sizes")
    seconds = {r: serial + parallel / r for r in sizes}
    value = {r: seconds[r] ** slider * (r * seconds[r]) ** (1 - slider) for r in sizes}
    least = min(value.values())
    best = [r for r in sizes if round(value[r] - least, 9) == 0]
    fastest = min(seconds[r] for r in best)
    return min(r for r in best if math.isclose(seconds[r], fastest, rel_tol=1e-9))
