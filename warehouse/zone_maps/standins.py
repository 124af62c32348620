"""Stand-ins of the zone maps lab: what an exercise uses while the student's own earlier part does
not work yet.

They are safe and do no work (nothing is skipped, nothing is sorted), so they earn nothing. The
graded checks lend an exercise right parts for the time of the check: an exercise is never marked
down for an earlier one.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pyarrow as pa

from warehouse.checks import host
from warehouse.probes import why_unusable
from warehouse.zone_maps.records import ZoneMap


def _always(zone: ZoneMap, op: str, value: object) -> bool:
    return True


def _no_zones(column: pa.ChunkedArray, block_rows: int) -> None:
    return None


def _as_they_came(table: pa.Table, keys: list[str]) -> pa.Table:
    return table


def pruner(names: dict) -> Callable:
    """``may_match`` of the notebook's ``names`` (its ``globals()``) if a small probe comes back
    right, else a stand-in that skips nothing."""
    zone = ZoneMap(3, 9, 1, 4)
    return _choose(
        names,
        "may_match",
        _always,
        "skips no block",
        lambda part: (
            [part(zone, "=", 5), part(zone, "=", 2), part(zone, ">", 9)] == [True, False, False]
        ),
    )


def zone_builder(names: dict) -> Callable:
    """``build_zone_map`` of the notebook's ``names`` if a small probe comes back right, else a
    stand-in that returns None, which a ``BlockTable`` takes for "no zone maps"."""
    return _choose(
        names,
        "build_zone_map",
        _no_zones,
        "makes no zone maps",
        lambda part: (
            [tuple(zone) for zone in part(pa.array([4, None, 1]), 2)]
            == [(4, 4, 1, 2), (1, 1, 0, 1)]
        ),
    )


def sorter(names: dict) -> Callable:
    """``compound_sort`` of the notebook's ``names`` if a small probe comes back right, else a
    stand-in that leaves rows where they are."""
    probe = pa.table({"k": [2, 1, 2], "v": [1, 2, 0]})
    return _choose(
        names,
        "compound_sort",
        _as_they_came,
        "leaves rows where they are",
        lambda part: part(probe, ["k", "v"]).to_pydict() == {"k": [1, 2, 2], "v": [2, 0, 1]},
    )


def lent(names: dict, **parts: Callable) -> AbstractContextManager[None]:
    """Within the block the notebook's ``names`` hold these parts; afterwards what they held before.

    In the grader's test process the notebook is in another process: the parts stay here and are
    lent across.
    """
    return host.current().lent(names, parts)


def _choose(
    names: dict, part: str, standin: Callable, does: str, probe: Callable[[Callable], bool]
) -> Callable:
    reason = why_unusable(names, (part,), probe, f"{part} gives a wrong answer to a small example")
    if not reason:
        return names[part]
    print(f"{reason}: a stand-in that {does} is used from here on.")
    return standin
