"""What the graded cells of the data_lake lab are written with: oracles, made data, and comparisons that
call the student's functions, which they are given.

The test process alone can import this (``from solutions.data_lake import checks`` inside a graded
cell); no student's process, release or bundle has it.
"""

from __future__ import annotations


def blocks_by_counting(rows: int, block_rows: int) -> int:
    """How many of ``rows`` rows are the first of a block: slow, and plainly right."""
    return sum(row % block_rows == 0 for row in range(rows))
