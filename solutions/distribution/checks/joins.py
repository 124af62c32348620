"""Of the exercise run_join: joins on a cluster, their answers beside DuckDB's, and the bytes that
they move beside the plan's.

Clusters are looked up as ``clusters.InProcess`` and ``clusters.shared``: the grader puts its own in
the place of these names after this module is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import numpy as np
import pyarrow as pa

from solutions.distribution.checks import local
from solutions.distribution.checks.failing import expect_losses_come_out, expect_refused_untouched
from solutions.distribution.checks.placement import dealt, loaded
from warehouse import data
from warehouse.checks import Wrong, at_most, drive, generator, kept, run, same, shown_as
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
    placed,
    table_bytes,
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
    table = data.table(name, 0.01, TPCH_COLUMNS[name])
    return table.slice(0, {"orders": ORDERS, "lineitem": LINES}.get(name, len(table)))


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
    each pair of slices."""
    tables = 2 if plan.label == "DS_DIST_BOTH" else 1
    return tables * plan.outer.slices * (plan.outer.slices - 1)


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


def run_and_fetch(cluster: Cluster, run_join: Callable, plan: JoinPlan) -> tuple:
    """The parts of the join, what had travelled before they were fetched, and whether the tables
    were left as loaded."""
    names = plan.outer.name, plan.inner.name
    before = [cluster.parts(name) for name in names]
    parts = cluster.keep("the result", run_join(cluster, plan))
    traffic = cluster.traffic()
    now = [cluster.parts(name) for name in names]
    left_alone = all(a is b for pair in zip(before, now) for a, b in zip(*pair))
    return cluster.fetch(parts), traffic, left_alone


def run_twice(cluster: Cluster, run_join: Callable, first: JoinPlan, second: JoinPlan) -> tuple:
    """The parts of two joins, the second of which takes the first one's result as its outer
    table, and what had travelled by then."""
    results = []
    for plan, name in ((first, second.outer.name), (second, "the result")):
        results.append(cluster.keep(name, run_join(cluster, plan)))
    return [cluster.fetch(parts) for parts in results], cluster.traffic()


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

    def laid_out(
        self,
        label: str,
        outer: pa.Table,
        inner: pa.Table,
        slices: int,
        ways: tuple | None = None,
        on: tuple[str, str] = ON,
    ) -> tuple[JoinPlan, dict[str, list[pa.Table]]]:
        """The plan of a join, and the parts of both tables, as the label, or ``ways``, (style, key)
        of each, has them."""
        ways = ways or self.WAYS.get(label, self.WAYS["DS_DIST_BOTH"])
        cut = [
            self.cut(name, table, *way, slices)
            for name, table, way in zip("lr", (outer, inner), ways)
        ]
        records = [placed(name, parts, *way) for name, parts, way in zip("lr", cut, ways)]
        return planned(label, *records, on), dict(zip("lr", cut))

    def plan(self, cluster: Cluster, label: str, outer: pa.Table, inner: pa.Table) -> JoinPlan:
        """Load both tables as the label has them, and plan their join."""
        plan, tables = self.laid_out(label, outer, inner, cluster.slices)
        for name, parts in tables.items():
            cluster.load(name, parts)
        return plan

    def expect_rows(
        self, plan: JoinPlan, outer: pa.Table, inner: pa.Table, parts: list[object]
    ) -> None:
        """The parts must hold the rows of ``joined_rows`` in the columns of the task."""
        got = one_table(parts)
        names = outer.column_names + [name for name in inner.column_names if name != plan.on[1]]
        same(got.column_names, names, f"the columns of the answer of {plan.label}")
        rows = sorted(zip(*(column.to_pylist() for column in got.columns)), key=repr)
        expected = joined_rows(outer, inner, plan.on)
        if repr(rows) != repr(expected):
            same(rows, expected, f"the sorted rows of {plan.label}")

    def expect_on(
        self, cluster: Cluster, plan: JoinPlan, outer: pa.Table, inner: pa.Table
    ) -> tuple[list[pa.Table], Traffic]:
        """``expect_rows`` of the join on this cluster; returns the parts, and what had travelled
        before they were fetched."""

        @shown_as("run_join")
        def join(cluster: Cluster, plan: JoinPlan) -> tuple:
            cluster.reset_traffic()
            return run_and_fetch(cluster, self.run_join, plan)

        parts, traffic, _ = drive(join, cluster, plan)
        self.expect_rows(plan, outer, inner, parts)
        return parts, traffic

    def expect_answer(
        self,
        label: str,
        slices: int = 3,
        outer: pa.Table | None = None,
        inner: pa.Table | None = None,
        ways: tuple | None = None,
        on: tuple[str, str] = ON,
    ) -> Traffic:
        """``expect_rows`` in one process, of ``left`` and ``right`` where no others are given, laid
        out as ``laid_out`` says; returns what travelled."""
        outer = self.left if outer is None else outer
        inner = self.right if inner is None else inner
        plan, tables = self.laid_out(label, outer, inner, slices, ways, on)
        parts, traffic, _ = local.call("run_join", run_and_fetch, self.run_join, tables, plan)
        self.expect_rows(plan, outer, inner, parts)
        return traffic

    def expect_one_joins(self) -> None:
        """Where outer lies on every slice, slice 0 joins and no other: both tables ALL, and inner
        brought to slice 0, no more bytes than that takes."""
        both_all = ((ALL, None), (ALL, None))
        self.expect_answer("DS_DIST_ALL_NONE", ways=both_all)
        outer, inner = self.left[:60], self.right[:40]
        with clusters.InProcess(3) as cluster:  # bytes are weighed where the student cannot
            plan = self.plan(cluster, "DS_DIST_ALL_INNER", outer, inner)
            parts, traffic = self.expect_on(cluster, plan, outer, inner)
        rows = [len(part) for part in parts[1:]]
        same(rows, [0, 0], "the number of rows on slices 1 and 2 after DS_DIST_ALL_INNER")
        sent = sum(map(table_bytes, dealt(inner, 3)[1:]))
        at_most(traffic.moved, sent, "what DS_DIST_ALL_INNER moved between slices", "bytes")

    def expect_every_label(self) -> None:
        """Each way to join tables of a few keys, most of them several times."""
        rng = generator("run_join", "labels")
        for at, label in enumerate(self.WAYS):
            outer, inner = rng.integers(0, 12, 20 + at), rng.integers(0, 12, 15 - at)
            left = pa.table({"l_k": outer, "l_v": np.arange(len(outer))})
            right = pa.table({"r_v": np.arange(len(inner)), "r_k": inner})
            self.expect_answer(label, 2 + at % 2, left, right)

    def expect_odd_tables(self) -> None:
        """Columns of many types whose names need quotes, and keys of texts and dates, where no
        table is hashed anew."""
        days = [date(2026, 11, 1 + i % 9) for i in range(40)]
        texts = [f"item {i % 7}" if i % 5 else "" for i in range(40)]
        outer = pa.table(
            {
                "select": [i * 0.5 for i in range(40)],
                "a.b": texts,
                "": days,
                'say "x"': [None if i % 3 else bool(i % 2) for i in range(40)],
            }
        )
        inner = pa.table(
            {"two words": [b"\xff"] * 11, "": texts[:11], "from": days[:11]}
        ).rename_columns(["two words", "id", "from"])
        for on, label in (
            (("a.b", "id"), "DS_BCAST_INNER"),
            (("", "from"), "DS_DIST_ALL_NONE"),
            (("", "from"), "DS_BCAST_INNER"),
        ):
            self.expect_answer(label, 2, outer, inner, on=on)

    def loads(self, label: str) -> Callable[[Cluster], tuple[JoinPlan]]:
        """Loads two small tables; the plan of their join is all that ``run_join`` is given."""
        left, right = self.left.slice(0, 20), self.right.slice(0, 10)
        return lambda cluster: (self.plan(cluster, label, left, right),)

    def expect_refused(self) -> None:
        """``run_join`` must not run a plan with an unknown label, and say which it is."""
        for label in ("DS_DIST_SOME", "ds_dist_both", "DS_DIST"):
            expect_refused_untouched(self.run_join, self.loads(label), naming=label)

    def expect_losses_come_out(self) -> None:
        left, right = self.left.slice(0, 20), self.right.slice(0, 10)
        for label in ("DS_DIST_OUTER", "DS_BCAST_INNER"):
            plan, tables = self.laid_out(label, left, right, 2)
            expect_losses_come_out("run_join", self.run_join, tables, (plan,))

    def expect_again(self) -> None:
        """Two clusters side by side whose tables have the same names, and on each of them the same
        join once more, after other rows were loaded."""
        pairs = [(self.left.slice(at, 60), self.right.slice(at, 40)) for at in (0, 100, 200)]
        laid_out = [
            self.laid_out("DS_DIST_BOTH", *pair, slices)
            for pair, slices in zip(pairs, (2, 3, 2), strict=True)
        ]
        jobs = [(at % 2, tables, (plan,)) for at, (plan, tables) in enumerate(laid_out)]
        answers = local.calls("run_join", run_and_fetch, self.run_join, jobs)
        for (plan, _), pair, (parts, _, left_alone) in zip(laid_out, pairs, answers, strict=True):
            self.expect_rows(plan, *pair, parts)
            same(left_alone, True, "whether the tables l and r are left as loaded")

    def expect_left_alone(self) -> None:
        """The leader hears nothing of any join."""
        outer, inner = self.left.slice(0, 60), self.right.slice(0, 20)
        with clusters.InProcess(2) as cluster:
            for label in ("DS_DIST_INNER", "DS_DIST_NONE", "DS_BCAST_INNER"):
                plan = self.plan(cluster, label, outer, inner)
                _, traffic = self.expect_on(cluster, plan, outer, inner)
                at_most(sum(traffic.to_leader), 0, "what was fetched to the leader", "bytes")

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
        elif abs(moved - of_plan) > 0.01 * of_plan + PIECE_BYTES * pieces(plan):
            raise Wrong(
                f"{plan.label} wrote other bytes to the wire than the plan says",
                f"{of_plan:,} bytes, within 1 % and {PIECE_BYTES:,} bytes for each piece",
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
        cluster = clusters.shared(3)
        for way in ways:
            self.expect_measured(cluster, self.lines_orders(cluster, *way.split()), LINES_ORDERS)

    def expect_joined_again(self) -> None:
        """The result of one join, left where it is under a name, must join with a third table on a
        column that is not its key."""
        left = self.left.slice(0, 200).append_column("p_k", pa.array(np.arange(200) * 7 % 90))
        right, third = (
            self.right.slice(0, 90),
            pa.table({"t_k": np.arange(60), "t_v": np.arange(60)}),
        )
        first, tables = self.laid_out("DS_DIST_NONE", left, right, 3)
        result = Placed("first result", KEY, "l_k", 0, 0, 3)
        parts = self.cut("third", third, KEY, "t_k", 3)
        on = "p_k", "t_k"
        second = planned("DS_DIST_OUTER", result, placed("third", parts, KEY, "t_k"), on)
        tables["third"] = parts
        both, _ = local.call("run_join", run_twice, self.run_join, tables, first, second)
        self.expect_rows(first, left, right, both[0])
        self.expect_rows(second, one_table(both[0]), third, both[1])
