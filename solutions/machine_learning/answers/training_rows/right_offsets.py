"""Sizes first, then a place in each by a fraction.

kind: right
"""

import numpy as np


def training_rows(row_count, columns, max_cells, seed):
    if not columns >= 1:
        raise ValueError(f"there are {columns} columns")
    n = max_cells // columns
    if row_count < n:
        n = row_count
    if n < 500:
        raise ValueError(f"{n} of 500 rows")
    q, r = divmod(row_count, n)
    i = np.arange(n, dtype=np.int64)
    begin = i * q + i * r // n
    size = np.append(begin[1:], row_count) - begin
    rng = np.random.Generator(np.random.PCG64([seed, 17]))
    place = np.minimum((rng.random(n) * size).astype(np.int64), size - 1)
    return begin + place
