"""The stand-in of the distribution lab, so that a student stuck on the first exercise can do the
joins.

It splits by whole-number keys of 0 and more alone, takes their remainder and so places keys with a
pattern badly: enough for the exercises that follow, not for the one it stands in for.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from warehouse.probes import why_unusable


def _remainders(table: pa.Table, key: str, slices: int) -> list[pa.Table]:
    keys = np.asarray(table[key].fill_null(0).cast(pa.int64()))
    if len(keys) and keys.min() < 0:
        raise ValueError(
            "the stand-in splits by keys of 0 and more only; finish distribute for all others"
        )
    remainder = keys % slices
    return [table.filter(pa.array(remainder == s)) for s in range(slices)]


def _probe(split: Callable) -> bool:
    """Whether ``split`` places a few rows as a join needs it: none lost, equal keys together in
    both of two tables."""
    left = pa.table(
        {
            "k": pa.array([5, -3, 5, None, 2**40, 7], pa.int64()),
            "row": pa.array(range(6), pa.int64()),
        }
    )
    right = pa.table({"k": pa.array([7, 5, -3, 9], pa.int64())})
    parts, right_parts = split(left, "k", 3), split(right, "k", 3)
    if len(parts) != 3 or sorted(row for part in parts for row in part["row"].to_pylist()) != list(
        range(6)
    ):
        return False
    slice_of = {key: s for s, part in enumerate(parts) for key in part["k"].to_pylist()}
    right_slice_of = {key: s for s, part in enumerate(right_parts) for key in part["k"].to_pylist()}
    together = sum(len(set(part["k"].to_pylist())) for part in parts) == len(slice_of)
    return together and all(slice_of[key] == right_slice_of[key] for key in (5, -3, 7))


def splitter(names: dict) -> Callable[[pa.Table, str, int], list[pa.Table]]:
    """``split(table, key, slices)``: the KEY style of the notebook's ``distribute`` (``names`` is
    its ``globals()``) if a small probe comes back right, else a stand-in for whole-number keys."""

    def by_key(distribute: Callable) -> Callable:
        return lambda table, key, slices: distribute(table, "KEY", key, slices)

    wrong = "distribute does not place a few rows by KEY as a join needs them"
    reason = why_unusable(
        names, ("distribute",), lambda distribute: _probe(by_key(distribute)), wrong
    )
    if not reason:
        return by_key(names["distribute"])
    print(f"{reason}: a stand-in for whole-number keys is used from here on.")
    return _remainders
