"""Operators on whole columns, one call each, which are counted."""

from __future__ import annotations

import pyarrow as pa

from warehouse.plans import evaluate


class Kernels:
    """``kernels(batch, expression)`` computes an expression, with all that stands in it, for every row of
    the batch. ``calls`` and ``values`` count the calls, and the rows that these were given."""

    def __init__(self) -> None:
        self.calls = 0
        self.values = 0

    def __call__(self, batch: pa.Table, expression: list) -> pa.ChunkedArray:
        """As many values as ``batch`` has rows. Raises ``ValueError`` for what is no expression."""
        self.calls += 1
        self.values += len(batch)
        return evaluate.value(expression, batch)
