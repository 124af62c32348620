"""All activations at once in an array.

kind: right
"""

import numpy as np


def bill(activations, credits, dollars_per_hour):
    for value in (credits, dollars_per_hour):
        if np.isnan(value) or value < 0:
            raise ValueError(f"{value} is below 0 or no number")
    both = np.array(activations, dtype=float).reshape(-1, 2)
    lengths = both[:, 1] - both[:, 0]
    bad = ~(lengths >= 0)
    if bad.any():
        raise ValueError(f"ends before it starts: {both[bad][0].tolist()}")
    paid = np.maximum(60.0, np.ceil(lengths)).sum()
    return np.float64(dollars_per_hour) * max(0.0, paid - credits) / 3600.0
