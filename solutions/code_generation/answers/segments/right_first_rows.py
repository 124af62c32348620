"""The rows that begin a block are a range, and a range knows its length.

kind: right
"""


def segments(rows, block_rows):
    if rows < 0 or block_rows < 1:
        raise ValueError(f"rows {rows}, block_rows {block_rows}: one of them is too small")
    return len(range(0, rows, block_rows))
