"""Runs a workload's joins on a cluster whose tables lie by a layout, and counts the bytes that
travelled.

Each join is placed the cheapest way that the layout allows. Tables here are their join columns and
as much else as the bytes of a plan need: a row of the join's answer is only counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa

from warehouse import data
from warehouse.distribution.cluster import Cluster, Part
from warehouse.table_optimization.workload import Join, Query

#: Of TPC-H's tables the columns that the workload's joins need, and one more to be carried along.
COLUMNS = {
    "lineitem": ("l_orderkey", "l_partkey", "l_suppkey", "l_shipdate"),
    "orders": ("o_orderkey", "o_custkey", "o_orderdate"),
    "customer": ("c_custkey", "c_nationkey"),
    "part": ("p_partkey", "p_size"),
    "partsupp": ("ps_partkey", "ps_suppkey", "ps_availqty"),
    "supplier": ("s_suppkey", "s_nationkey"),
}


def slot(values: np.ndarray, slices: int) -> np.ndarray:
    """The slice of each key: a multiplicative hash, the same for every table."""
    mixed = values.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    return (mixed >> np.uint64(32)) % np.uint64(slices)


def split(table: pa.Table, column: str, slices: int) -> list[pa.Table]:
    """The rows of ``table`` by the slice that their key hashes to: one table a slice."""
    places = slot(np.asarray(table[column].combine_chunks()), slices)
    return [table.filter(pa.array(places == s)) for s in range(slices)]


def lay_out(cluster: Cluster, tables: Mapping[str, pa.Table], keys: Mapping[str, str]) -> None:
    """Load every table by its key, or round robin where it has none."""
    for name, table in tables.items():
        if name in keys:
            parts = split(table, keys[name], cluster.slices)
        else:
            parts = [
                table.take(pa.array(np.arange(s, len(table), cluster.slices)))
                for s in range(cluster.slices)
            ]
        cluster.load(name, parts)


def _joined_rows(left_column: str, right_column: str, count: int, *parts: pa.Table) -> int:
    left, right = pa.concat_tables(parts[:count]), pa.concat_tables(parts[count:])
    if not len(left) or not len(right):
        return 0
    keys, times = np.unique(np.asarray(right[right_column]), return_counts=True)
    values = np.asarray(left[left_column])
    at = np.minimum(np.searchsorted(keys, values), len(keys) - 1)
    return int(times[at][keys[at] == values].sum())


def run_join(
    cluster: Cluster, join: Join, keys: Mapping[str, str], sizes: Mapping[str, int]
) -> int:
    """One join, placed the cheapest way; returns the rows of its answer."""
    left, right = cluster.parts(join.left), cluster.parts(join.right)
    left_lies, right_lies = (
        keys.get(join.left) == join.left_column,
        keys.get(join.right) == join.right_column,
    )
    W = cluster.slices
    one, both = sizes[join.left], sizes[join.left] + sizes[join.right]
    hashed = (0 if left_lies else one) + (0 if right_lies else both - one)
    small = min(one, both - one)
    if small * W < hashed:  # W - 1 copies of the smaller table beside (W - 1)/W of what is hashed
        lefts = [left] * W if one == small else [[part] for part in left]
        rights = [right] * W if one != small else [[part] for part in right]
    else:
        lefts = (
            [[part] for part in left]
            if left_lies
            else _redistributed(cluster, left, join.left_column)
        )
        rights = (
            [[part] for part in right]
            if right_lies
            else _redistributed(cluster, right, join.right_column)
        )
    found = [
        cluster.run(
            s,
            _joined_rows,
            join.left_column,
            join.right_column,
            len(lefts[s]),
            *lefts[s],
            *rights[s],
        )
        for s in range(W)
    ]
    return sum(cluster.fetch(found))


def _redistributed(cluster: Cluster, parts: list[Part], column: str) -> list[list[Part]]:
    """For every slice the pieces that belong there."""
    W = cluster.slices
    pieces = [cluster.run(s, split, part, column, W, outputs=W) for s, part in enumerate(parts)]
    return [[piece[s] for piece in pieces] for s in range(W)]


def measured(
    cluster: Cluster, queries: Sequence[Query], keys: Mapping[str, str], scale: float = 0.01
) -> tuple[int, list[int]]:
    """Bytes between slices that the joins of ``queries`` send with TPC-H's tables laid out by
    ``keys``, counted on the wire, and the rows of each join's answer. Each kind of join runs once
    and is counted as often as it ran."""
    tables = {name: data.table(name, scale, list(columns)) for name, columns in COLUMNS.items()}
    bytes_of = {name: table.nbytes for name, table in tables.items()}
    times: dict[Join, int] = {}
    for query in queries:
        for join in query.joins:
            times[join] = times.get(join, 0) + query.times
    moved, answers = 0, []
    for join, ran in times.items():
        # loaded anew: a slice that still has what an earlier join sent it would not ask for it
        # again, and nothing be counted
        lay_out(cluster, {name: tables[name] for name in (join.left, join.right)}, keys)
        cluster.reset_traffic()
        answers.append(run_join(cluster, join, keys, bytes_of))
        moved += ran * cluster.traffic().moved
    return moved, answers
