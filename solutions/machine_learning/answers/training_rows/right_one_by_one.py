"""Piece by piece, in Python's own whole numbers.

kind: right
"""

import random

import numpy as np


def training_rows(row_count, columns, max_cells, seed):
    if columns < 1:
        raise ValueError(f"{columns} columns")
    n = min(row_count, max_cells // columns)
    if n < 500:
        raise ValueError(f"only {n} rows")
    chance = random.Random(seed)
    pieces = [(i * row_count // n, (i + 1) * row_count // n) for i in range(n)]
    return np.array([chance.randrange(begin, end) for begin, end in pieces], dtype=np.int64)
