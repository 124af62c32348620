"""Stand-ins of the capstone lab: a whole engine that gives right answers and is poor in every other way.
Scans read everything, rows meet on slice 0 or are copied to all, and nobody knows where anything lies.

So whoever is stuck on one operator can build the next, and see what the missing one is worth.
"""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa

from warehouse.capstone.loading import in_blocks
from warehouse.capstone.records import BROADCAST, STAY, Distributed, Movement, Operators, Sized
from warehouse.distribution.cluster import Uncopied
from warehouse.distribution.interface import Cluster
from warehouse.plans import Aggregate, Join, Scan, Sort, evaluate
from warehouse.probes import why_unusable
from warehouse.zone_maps.blocks import BlockTable

_HERE = "here"


def scan_slice(stored: BlockTable, scan: Scan) -> pa.Table:
    """Reads every block."""
    numbers = range(stored.num_blocks)
    whole = pa.table(
        {
            name: pa.chunked_array(
                [stored.read(name, number) for number in numbers], stored.schema.field(name).type
            )
            for name in dict.fromkeys(scan.columns)
        }
    )
    return evaluate.run(scan, lambda table, names: whole.select(names))


def exchange(cluster: Cluster, data: Distributed, keys: list[str]) -> Distributed:
    """Everything to slice 0, which places it by whatever is asked for."""
    gathered = data if data.everywhere else broadcast(cluster, data, to=1)
    nothing = [cluster.run(s, _no_rows, part) for s, part in enumerate(gathered.parts) if s]
    return Distributed([gathered.parts[0], *nothing], frozenset({tuple(keys)}))


def broadcast(cluster: Cluster, data: Distributed, to: int | None = None) -> Distributed:
    """A copy for every slice, or for the first ``to`` of them."""
    if data.everywhere:
        return data
    count = cluster.slices if to is None else to
    copies = [cluster.run(s, _together, *data.parts) for s in range(count)]
    return Distributed(copies + data.parts[count:], frozenset(), True)


def join_slice(left: pa.Table, right: pa.Table, join: Join) -> pa.Table:
    sides = {"left": left, "right": right}
    scans = {side: Scan(side, t.column_names, t.column_names, None) for side, t in sides.items()}
    return evaluate.run(join._replace(**scans), lambda side, names: sides[side].select(names))


def plan_join(left: Sized, right: Sized, join: Join, slices: int) -> Movement:
    """A copy of the right side for every slice, whatever it weighs."""
    moved = 0 if right.everywhere else right.bytes * (slices - 1)
    return Movement("DS_BCAST_INNER", moved, STAY, BROADCAST)


def placed_after(step: object, inputs: list[Sized]) -> tuple[frozenset, bool]:
    """Knows only what lies everywhere."""
    return frozenset(), all(one.everywhere for one in inputs)


def aggregate(
    cluster: Cluster, data: Distributed, step: Aggregate, exchange: Callable
) -> Distributed:
    """All rows in one place, then the aggregate."""
    alone = step._replace(input=None)
    if not data.everywhere:
        data = exchange(cluster, data, [])
    parts = [
        cluster.run(s, _grouped, part, alone, bool(s) and not data.everywhere)
        for s, part in enumerate(data.parts)
    ]
    return data._replace(parts=parts)


def top(cluster: Cluster, data: Distributed, sort: Sort) -> pa.Table:
    """Every row to the leader."""
    parts = cluster.fetch(data.parts[:1] if data.everywhere else data.parts)
    return _over(sort._replace(input=None), pa.concat_tables(parts))


def _grouped(table: pa.Table, step: Aggregate, left_out: bool) -> pa.Table:
    result = _over(step, table)
    return result.slice(0, 0) if left_out else result


def _over(step: Aggregate | Sort, table: pa.Table) -> pa.Table:
    """One table, and a step above it."""
    scan = Scan(_HERE, table.column_names, table.column_names, None)
    return evaluate.run(step._replace(input=scan), lambda name, names: table.select(names))


def _together(*tables: pa.Table) -> pa.Table:
    return pa.concat_tables(tables)


def _no_rows(table: pa.Table) -> pa.Table:
    return table.slice(0, 0)


STANDINS = Operators(
    scan_slice, exchange, broadcast, join_slice, plan_join, placed_after, aggregate, top
)


def operators(names: dict) -> Operators:
    """The notebook's own parts (``names`` is its ``globals()``) where a small probe of each comes back
    right, else these stand-ins, which are said. The two halves of an exercise go together."""
    chosen = STANDINS
    for parts, probe in _PROBES.items():
        wrong = f"{' or '.join(parts)} gives a wrong answer to a small example"
        reason = why_unusable(names, parts, probe, wrong)
        if reason:
            print(f"{reason}: a stand-in that does more work is used from here on.")
        else:
            chosen = chosen._replace(**{part: names[part] for part in parts})
    return chosen


_ROWS = pa.table({"k": pa.array([3, 1, 2, 1], pa.int64()), "v": pa.array([1, 2, 3, 4], pa.int64())})


def _scans(scan: Callable) -> bool:
    stored = in_blocks(_ROWS, "k", 2)
    got = scan(stored, Scan("t", ["k", "v"], ["a", "b"], [">", ["column", "a"], ["literal", 2]]))
    return got.to_pydict() == {"a": [3], "b": [1]}


def _exchanges(exchange: Callable, broadcast: Callable) -> bool:
    with Uncopied(2) as cluster:
        data = Distributed(cluster.load("t", [_ROWS.slice(0, 2), _ROWS.slice(2)]))
        placed = exchange(cluster, data, ["k"])
        parts = cluster.fetch(placed.parts)
        copies = cluster.fetch(broadcast(cluster, data).parts)
    keys = [set(part["k"].to_pylist()) for part in parts]
    return (
        sum(map(len, parts)) == 4
        and not keys[0] & keys[1]
        and placed.keys == {("k",)}
        and [copy.num_rows for copy in copies] == [4, 4]
    )


def _joins(join: Callable) -> bool:
    right = pa.table({"r": pa.array([1, None], pa.int64())})
    step = Join("semi", None, None, ["k"], ["r"], None)
    return join(_ROWS, right, step)["v"].to_pylist() in ([2, 4], [4, 2])


def _plans(plan: Callable, placed: Callable) -> bool:
    step = Join("inner", None, None, ["a"], ["x"], None)
    left, right = Sized(frozenset({("a",)}), False, 80), Sized(frozenset(), False, 40)
    moved = plan(left, right, step, 2)
    after = placed(step, [left, right._replace(keys=frozenset({("x",)}))])
    return tuple(moved) == ("DS_DIST_INNER", 20, STAY, ["x"]) and ("a",) in after[0]


def _aggregates(aggregate: Callable) -> bool:
    step = Aggregate(None, [], ["s"], [("sum", "v", False, 0)])
    with Uncopied(2) as cluster:
        data = Distributed(cluster.load("t", [_ROWS.slice(0, 2), _ROWS.slice(2)]))
        parts = cluster.fetch(aggregate(cluster, data, step, exchange).parts)
    return pa.concat_tables(parts)["s"].to_pylist() == [10]


def _sorts(top: Callable) -> bool:
    with Uncopied(2) as cluster:
        data = Distributed(cluster.load("t", [_ROWS.slice(0, 2), _ROWS.slice(2)]))
        return top(cluster, data, Sort(None, [("k", True, False)], 2))["v"].to_pylist() == [1, 3]


_PROBES: dict[tuple[str, ...], Callable] = {
    ("scan_slice",): _scans,
    ("exchange", "broadcast"): _exchanges,
    ("join_slice",): _joins,
    ("plan_join", "placed_after"): _plans,
    ("aggregate",): _aggregates,
    ("top",): _sorts,
}
