"""Of the exercise run_join: joins on a cluster, their answers beside DuckDB's, and the bytes that
they move beside the plan's.

Clusters are looked up as ``clusters.InProcess`` and ``clusters.shared``: the grader puts its own in
the place of these names after this module is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pyarrow as pa

from solutions.distribution.checks.placement import dealt, loaded
from warehouse import data
from warehouse.checks import Wrong, at_most, drive, generator, raises, run, shown_as
from warehouse.distribution import cluster as clusters
from warehouse.distribution.checking import one_table, same_parts
from warehouse.distribution.cluster import Cluster
from warehouse.distribution.records import (
    ALL,
    EVEN,
    KEY,
    JoinPlan,
    Placed,
    Traffic,
)
from warehouse.relations import same_rows, sql


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


#: Of TPC-H's tables at scale 0.1 what the joins on real processes take; the first column is the key.
TPCH_COLUMNS = {
    "orders": ["o_orderkey", "o_custkey"],
    "lineitem": ["l_orderkey", "l_partkey", "l_suppkey"],
    "part": ["p_partkey", "p_size"],
}
LINES_ORDERS = "select lineitem.*, o_custkey from lineitem join orders on l_orderkey = o_orderkey"
LINES_ORDERS_PART = (
    "select lineitem.*, o_custkey, p_size from lineitem "
    "join orders on l_orderkey = o_orderkey join part on l_partkey = p_partkey"
)


@cache
def tpch(name: str) -> pa.Table:
    return data.table(name, 0.1, TPCH_COLUMNS[name])


@cache
def tpch_fingerprint(query: str) -> list[int]:
    """The fingerprint of DuckDB's answer to a query over ``TPCH_COLUMNS``."""
    return fingerprint(sql(query, **{name: tpch(name) for name in TPCH_COLUMNS}))


class Joins:
    """Joins of ``left`` and ``right`` (columns l_k, l_v and r_k, r_v, r_t) in this process, and of
    TPC-H's tables on real ones, by the student's ``run_join``. Style KEY is cut by ``split``, the
    student's or its stand-in."""

    ON = ("l_k", "r_k")
    #: label -> (style and key of outer, style and key of inner)
    WAYS = {
        "DS_DIST_NONE": ((KEY, "l_k"), (KEY, "r_k")),
        "DS_DIST_ALL_NONE": ((EVEN, None), (ALL, None)),
        "DS_DIST_INNER": ((KEY, "l_k"), (EVEN, None)),
        "DS_DIST_OUTER": ((EVEN, None), (KEY, "r_k")),
        "DS_BCAST_INNER": ((EVEN, None), (EVEN, None)),
        "DS_DIST_BOTH": ((EVEN, None), (EVEN, None)),
        "DS_DIST_ALL_INNER": ((ALL, None), (EVEN, None)),
    }

    def __init__(self, run_join: Callable, split: Callable):
        self.run_join, self.split = run_join, split
        rng = generator("run_join", "small")
        self.left = pa.table({"l_k": rng.integers(0, 300, 1200), "l_v": np.arange(1200)})
        texts = [f"t{i % 9}" for i in range(500)]
        keys = rng.integers(0, 300, 500)
        self.right = pa.table({"r_k": keys, "r_v": np.arange(500), "r_t": texts})
        self.many = pa.table({"l_k": rng.integers(0, 500, 60_000), "l_v": np.arange(60_000)})
        self._tpch_parts: dict[tuple[str, str], list[pa.Table]] = {}

    def cut(
        self, name: str, table: pa.Table, style: str, key: str | None, slices: int
    ) -> list[pa.Table]:
        """The parts of a table, its rows shuffled first so that nothing lies where it should by
        luck."""
        rows = table.take(generator("run_join", name).permutation(len(table)))
        if style == KEY:
            return same_parts(run(self.split, rows, key, slices), table.schema, slices)
        return [rows] * slices if style == ALL else dealt(rows, slices)

    def plan(
        self,
        cluster: Cluster,
        label: str,
        outer: pa.Table,
        inner: pa.Table,
        ways: tuple[tuple[str, str | None], tuple[str, str | None]],
    ) -> JoinPlan:
        """Load both tables by ``ways``, (style, key) of each, and plan their join on ``ON``."""
        records = [
            loaded(cluster, name, self.cut(name, table, style, key, cluster.slices), style, key)
            for name, table, (style, key) in zip("lr", (outer, inner), ways)
        ]
        return planned(label, *records, self.ON)

    def expect_rows(
        self, cluster: Cluster, plan: JoinPlan, outer: pa.Table, inner: pa.Table
    ) -> Traffic:
        """The join must give DuckDB's rows; returns what had travelled before they were fetched."""

        @shown_as("run_join")
        def join(cluster: Cluster, plan: JoinPlan) -> tuple[list[pa.Table], Traffic]:
            cluster.reset_traffic()
            parts = cluster.keep("the result", self.run_join(cluster, plan))
            traffic = cluster.traffic()
            return cluster.fetch(parts), traffic

        parts, traffic = drive(join, cluster, plan)
        query = f"select * exclude ({plan.on[1]}) from l join r on {plan.on[0]} = {plan.on[1]}"
        expected = sql(query, l=outer, r=inner)
        same_rows(one_table(parts), expected, f"the answer of {plan.label}")
        return traffic

    def expect_answer(
        self,
        label: str,
        slices: int = 3,
        outer: pa.Table | None = None,
        inner: pa.Table | None = None,
        ways: tuple | None = None,
    ) -> Traffic:
        """``expect_rows`` in this process, of ``left`` and ``right`` where no others are given,
        laid out as the label (or ``ways``) has it."""
        outer = self.left if outer is None else outer
        inner = self.right if inner is None else inner
        with clusters.InProcess(slices) as cluster:
            plan = self.plan(cluster, label, outer, inner, ways or self.WAYS[label])
            return self.expect_rows(cluster, plan, outer, inner)

    def expect_refused(self, label: str) -> None:
        """``run_join`` must not run a plan with this label, and say which it is."""
        with clusters.InProcess(2) as cluster:
            plan = self.plan(cluster, label, self.left, self.right, ((EVEN, None), (EVEN, None)))
            raises(ValueError, self.run_join, cluster, plan, naming=label)

    def expect_measured(self, cluster: Cluster, plan: JoinPlan, query: str) -> None:
        """On real processes: DuckDB's answer by its fingerprint, which the slices make, and the
        plan's bytes on the wire within 1 %."""

        @shown_as("run_join")
        def join(cluster: Cluster, plan: JoinPlan) -> tuple[list[int], Traffic]:
            cluster.reset_traffic()
            parts = cluster.keep("the result", self.run_join(cluster, plan))
            prints = [cluster.run(s, fingerprint, part) for s, part in enumerate(parts)]
            return [sum(numbers) for numbers in zip(*cluster.fetch(prints))], cluster.traffic()

        got, traffic = drive(join, cluster, plan)
        what = "the answer is not DuckDB's: rows, sums and sums of products differ"
        if got != (expected := tpch_fingerprint(query)):
            raise Wrong(what, str(expected), str(got))
        moved, of_plan = traffic.moved, plan.bytes_moved
        if of_plan == 0:
            at_most(moved, 65_536, f"what {plan.label} wrote to the wire", "bytes")
        elif abs(moved - of_plan) > 0.01 * of_plan:
            raise Wrong(
                f"{plan.label} wrote other bytes to the wire than the plan says",
                f"{of_plan:,} bytes, within 1 %",
                f"{moved:,} bytes ({moved / of_plan:.3f} of the plan)",
            )

    def tpch_placed(self, cluster: Cluster, name: str, style: str) -> Placed:
        """Load a table of ``TPCH_COLUMNS``, cut once for all checks."""
        key = TPCH_COLUMNS[name][0]
        if (name, style) not in self._tpch_parts:
            parts = self.cut(name, tpch(name), style, key, cluster.slices)
            self._tpch_parts[name, style] = parts
        return loaded(cluster, name, self._tpch_parts[name, style], style, key)

    def lines_orders(
        self, cluster: Cluster, label: str, outer_style: str, inner_style: str
    ) -> JoinPlan:
        """lineitem and orders loaded in these styles, and the plan of their join on the order."""
        outer = self.tpch_placed(cluster, "lineitem", outer_style)
        inner = self.tpch_placed(cluster, "orders", inner_style)
        return planned(label, outer, inner, ("l_orderkey", "o_orderkey"))

    def expect_tpch(self, *ways: str) -> None:
        """``expect_measured`` on real processes of one join after the other, written as
        ``"DS_DIST_INNER KEY EVEN"``: its label and the styles of lineitem and orders."""
        cluster = clusters.shared()
        for way in ways:
            self.expect_measured(cluster, self.lines_orders(cluster, *way.split()), LINES_ORDERS)

    def expect_joined_again(self) -> None:
        """On real processes the result of one join, left where it is, must join with part."""
        cluster = clusters.shared()
        first = self.lines_orders(cluster, "DS_DIST_NONE", KEY, KEY)
        self.expect_measured(cluster, first, LINES_ORDERS)
        rows = first.outer.rows
        # four columns of eight bytes
        result = Placed("the first result", KEY, "l_orderkey", rows, 4 * 8 * rows, cluster.slices)
        cluster.keep(result.name, cluster.parts("the result"))
        part = self.tpch_placed(cluster, "part", KEY)
        second = planned("DS_DIST_OUTER", result, part, ("l_partkey", "p_partkey"))
        self.expect_measured(cluster, second, LINES_ORDERS_PART)
