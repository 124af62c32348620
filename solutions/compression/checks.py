"""What the graded cells of the compression lab are written with: oracles, made columns, and
comparisons that call the student's functions, which they are given.

The test process alone can import this (``from solutions.compression.checks import ...`` inside a
graded cell); no student's process, release or bundle has it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from warehouse.checks import Wrong, kept, run


def whole_column_costs(a: np.ndarray) -> dict[str, float]:
    """Bytes of the int64 column ``a`` in every encoding of the task's table, priced on all its
    rows."""
    steps = np.diff(a.view(np.uint64)).view(np.int64)
    rows, distinct = len(a), len(np.unique(a))

    def width(x: np.ndarray) -> int:
        return (int(x.max()) - int(x.min())).bit_length() if len(x) else 0

    cost = {
        "raw": 8 * rows,
        "runlength": 12 * (1 + np.count_nonzero(steps)),
        "for": rows * width(a) / 8,
        "delta": rows * width(steps) / 8,
    }
    if distinct <= 256:
        cost["bytedict"] = rows + 8 * distinct
    for bits in (8, 16, 32):
        exceptions = np.count_nonzero(a.astype(f"int{bits}") != a)
        cost[f"mostly{bits}"] = rows * bits // 8 + 16 * exceptions
    return cost


def expect_near_best(analyze: Callable, name: str, a: np.ndarray, sample_rows: int) -> None:
    """The student's ``analyze`` must choose an encoding of at most 5 % above the cheapest for
    ``a``, whichever rows it draws."""
    cost = kept(lambda: whole_column_costs(a), "analyze, costs", name)
    best = min(cost, key=cost.get)
    for seed in range(3):
        chosen = run(analyze, a, sample_rows, seed)
        known = isinstance(chosen, str) and chosen in cost
        if not known or cost[chosen] > 1.05 * cost[best]:
            raise Wrong(
                f"on {name} the choice costs more than 5 % above the best",
                f"{best!r}, {cost[best]:,.0f} bytes",
                f"{chosen!r}, {cost[chosen]:,.0f} bytes" if known else repr(chosen),
            )
