"""Quotient and remainder: a remainder is one block more.

kind: right
"""


def parameterise(rows, block_rows):
    if rows < 0:
        raise ValueError(f"rows must not be negative, not {rows}")
    if block_rows < 1:
        raise ValueError(f"block_rows must be at least 1, not {block_rows}")
    full, rest = divmod(rows, block_rows)
    return full + (rest > 0)
