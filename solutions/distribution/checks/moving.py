"""What a join moves between slices, and what its rows must be."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa

from warehouse import data
from warehouse.checks import Wrong, kept
from warehouse.distribution.records import (
    JoinPlan,
    Placed,
)
from warehouse.relations import sql


def planned(label: str, outer: Placed, inner: Placed, on: tuple[str, str]) -> JoinPlan:
    """A plan with this label and the whole bytes, rounded down, that it moves."""
    others, slices = outer.slices - 1, outer.slices
    moved = {
        "DS_DIST_INNER": inner.bytes * others // slices,
        "DS_DIST_OUTER": outer.bytes * others // slices,
        "DS_BCAST_INNER": inner.bytes * others,
        "DS_DIST_BOTH": (outer.bytes + inner.bytes) * others // slices,
        "DS_DIST_ALL_INNER": inner.bytes * others // slices,
    }
    return JoinPlan(label, moved.get(label, 0), outer, inner, on)


def fingerprint(table: pa.Table) -> list[int]:
    """Rows, the sum of every column of whole numbers, and the sums of products of neighbouring
    columns (in the order of their names): equal for equal sets of rows, and added up over parts."""
    columns = [np.asarray(table[name].cast(pa.int64())) for name in sorted(table.column_names)]
    products = [int((a * b).sum()) for a, b in zip(columns, columns[1:])]
    return [len(table), *(int(column.sum()) for column in columns), *products]


#: Of TPC-H's tables at scale 0.01 what the joins on real processes take; the first column is the
#: key.
TPCH_COLUMNS = {
    "orders": ["o_orderkey", "o_custkey"],
    "lineitem": ["l_orderkey", "l_partkey", "l_suppkey"],
}
LINES_ORDERS = "select lineitem.*, o_custkey from lineitem join orders on l_orderkey = o_orderkey"

#: The first orders of TPC-H SF0.01, which lie in the order of their keys, and lines of them.
ORDERS, LINES = 5_000, 20_000


@cache
def tpch(name: str) -> pa.Table:
    """The first rows of a table."""
    rows = {"orders": ORDERS, "lineitem": LINES}[name]

    def first() -> pa.Table:
        return data.table(name, 0.01, TPCH_COLUMNS[name]).slice(0, rows)

    return kept(first, "tpch", name, rows, *TPCH_COLUMNS[name], seeded=False)


@cache
def tpch_fingerprint(query: str) -> list[int]:
    """The fingerprint of DuckDB's answer to a query over ``TPCH_COLUMNS``."""
    given = {name: tpch(name) for name in TPCH_COLUMNS}
    return kept(
        lambda: fingerprint(sql(query, **given)),
        "tpch fingerprint",
        ORDERS,
        LINES,
        query,
        seeded=False,
    )


PIECE_BYTES = 1_000  # what a piece that travels may weigh besides its rows


def pieces(plan: JoinPlan) -> int:
    """How many parts of tables travel from a slice to another: of each table that does, one for
    each pair of slices, or one from each to the first."""
    others = plan.outer.slices - 1
    if plan.label == "DS_DIST_ALL_INNER":
        return others
    return (2 if plan.label == "DS_DIST_BOTH" else 1) * plan.outer.slices * others


def expect_moved(plan: JoinPlan, moved: int, measured: str) -> None:
    """``moved``, bytes between slices, must be the plan's within 1 % and so many for each piece;
    ``measured`` says where they were."""
    if abs(moved - plan.bytes_moved) > 0.01 * plan.bytes_moved + PIECE_BYTES * pieces(plan):
        raise Wrong(
            f"{plan.label} {measured} other bytes than the plan says",
            f"{plan.bytes_moved:,} bytes, within 1 % and {PIECE_BYTES:,} bytes for each piece",
            f"{moved:,} bytes ({moved / plan.bytes_moved:.3f} of the plan)",
        )


def joined_rows(outer: pa.Table, inner: pa.Table, on: tuple[str, str]) -> list[tuple]:
    """The inner join in plain Python, sorted: outer's columns, then inner's without its key."""
    at = inner.column_names.index(on[1])
    partners: dict[object, list[tuple]] = {}
    for row in zip(*(column.to_pylist() for column in inner.columns)):
        partners.setdefault(row[at], []).append(row[:at] + row[at + 1 :])
    partners.pop(None, None)
    keys = outer[on[0]].to_pylist()
    rows = zip(*(column.to_pylist() for column in outer.columns))
    found = [row + more for key, row in zip(keys, rows) for more in partners.get(key, ())]
    return sorted(found, key=repr)
