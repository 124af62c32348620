"""Of the exercise run_join: joins on a cluster, their answers beside DuckDB's, and the bytes that
they move beside the plan's.

Clusters are looked up as ``clusters.InProcess`` and ``clusters.shared``: the grader puts its own in
the place of these names after this module is imported.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from solutions.distribution.checks import local
from solutions.distribution.checks.failing import expect_losses_come_out, expect_refused_untouched
from solutions.distribution.checks.moving import (
    LINES_ORDERS,
    PIECE_BYTES,
    TPCH_COLUMNS,
    expect_moved,
    fingerprint,
    joined_rows,
    planned,
    tpch,
    tpch_fingerprint,
)
from solutions.distribution.checks.placement import dealt, loaded
from warehouse.checks import Wrong, at_least, at_most, drive, generator, run_each, same, shown_as
from warehouse.distribution import cluster as clusters
from warehouse.distribution.checking import one_table, same_parts
from warehouse.distribution.cluster import Cluster, Part
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


def run_and_fetch(cluster: Cluster, run_join: Callable, plan: JoinPlan) -> tuple:
    """The parts of the join, what had travelled before they were fetched, and whether the cluster's
    names stand for what was loaded, and there are no others."""
    before = dict(cluster._catalogue)
    made = run_join(cluster, plan)
    left_alone = cluster._catalogue == before
    parts = cluster.keep("the result", made)
    traffic = cluster.traffic()
    return cluster.fetch(parts), traffic, left_alone


def run_twice(cluster: Cluster, run_join: Callable, first: JoinPlan, second: JoinPlan) -> tuple:
    """The parts of two joins, the second of which takes the first one's result as its outer
    table, and what had travelled by then."""
    results = []
    for plan, name in ((first, second.outer.name), (second, "the result")):
        results.append(cluster.keep(name, run_join(cluster, plan)))
    return [cluster.fetch(parts) for parts in results], cluster.traffic()


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


class Join(NamedTuple):
    """A join over so many slices, both tables laid out as ``ways`` says, (style, key) of each, or
    as the label has them."""

    label: str
    slices: int
    outer: pa.Table
    inner: pa.Table
    ways: tuple | None = None
    on: tuple[str, str] = ON


def _of_one_name() -> tuple:
    """Two tables whose columns of the join have one name, and how they lie."""
    outer = pa.table({"v": range(9), "k": [at % 4 for at in range(9)]})
    inner = pa.table({"k": [1, 2, 2, 5], "name": ["one", "two", "zwei", "five"]})
    return outer, inner, None, ("k", "k")


class Joins:
    """Joins of ``left`` and ``right`` (columns l_k, l_v and r_k, r_v, r_t) in one process, and of
    TPC-H's tables on real ones, by the student's ``run_join``. Style KEY is cut by ``split``, the
    student's or its stand-in."""

    def __init__(self, run_join: Callable, split: Callable):
        self.run_join, self.split = run_join, split
        rng = generator("run_join", "small")
        self.left = pa.table({"l_k": rng.integers(0, 300, 1200), "l_v": np.arange(1200)})
        texts = [f"t{i % 9}" for i in range(500)]
        keys = rng.integers(0, 300, 500)
        self.right = pa.table({"r_k": keys, "r_v": np.arange(500), "r_t": texts})
        #: tables that lie on a cluster of real processes already: name and style -> parts, record
        self._lying: dict[tuple[str, str], tuple[list[Part], Placed]] = {}
        self._lying_on: Cluster | None = None

    def cut(self, *asked: tuple[str, pa.Table, str, str | None, int]) -> list[list[pa.Table]]:
        """The parts of each (name, table, style, key, slices), the rows shuffled first so that
        nothing lies where it should by luck."""
        shuffled = [
            table.take(generator("run_join", name).permutation(len(table)))
            for name, table, *_ in asked
        ]
        layouts = [(rows, *layout) for rows, (_, _, *layout) in zip(shuffled, asked)]
        by_key = [(rows, key, count) for rows, style, key, count in layouts if style == KEY]
        split = (parts for _, parts in run_each(self.split, by_key))
        return [
            same_parts(next(split), rows.schema, count)
            if style == KEY
            else [rows] * count
            if style == ALL
            else dealt(rows, count)
            for rows, style, _, count in layouts
        ]

    def laid_out(self, *joins: Join) -> list[tuple[JoinPlan, local.Tables]]:
        """The plan of each join, and the parts of its tables."""
        ways = [join.ways or WAYS.get(join.label, WAYS["DS_DIST_BOTH"]) for join in joins]
        cut = iter(
            self.cut(
                *(
                    (name, table, *way, join.slices)
                    for join, both in zip(joins, ways)
                    for name, table, way in zip("lr", (join.outer, join.inner), both)
                )
            )
        )
        found = []
        for join, both in zip(joins, ways):
            tables = {"l": next(cut), "r": next(cut)}
            sides = [placed(name, tables[name], *way) for name, way in zip("lr", both)]
            found.append((planned(join.label, *sides, join.on), tables))
        return found

    def plan(self, cluster: Cluster, label: str, outer: pa.Table, inner: pa.Table) -> JoinPlan:
        """Load both tables as the label has them, and plan their join."""
        ((plan, tables),) = self.laid_out(Join(label, cluster.slices, outer, inner))
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

    def expect_answers(self, *joins: Join) -> list[Traffic]:
        """``expect_rows`` in one process; returns what travelled for each."""
        laid_out = self.laid_out(*joins)
        cases = [(tables, (plan,)) for plan, tables in laid_out]
        answers = local.each("run_join", run_and_fetch, self.run_join, cases)
        travelled = []
        for join, (plan, _), (parts, traffic, _) in zip(joins, laid_out, answers):
            self.expect_rows(plan, join.outer, join.inner, parts)
            travelled.append(traffic)
        return travelled

    def expect_one_joins(self) -> None:
        """Where outer lies on every slice, slice 0 joins and no other: both tables ALL, and inner
        brought to slice 0, as many bytes as that takes."""
        outer, inner = self.left[:60], self.right
        both_all = ((ALL, None), (ALL, None))
        self.expect_answers(Join("DS_DIST_ALL_NONE", 3, self.left, inner, both_all))
        with clusters.InProcess(2) as cluster:  # bytes are weighed where the student cannot
            plan = self.plan(cluster, "DS_DIST_ALL_INNER", outer, inner)
            parts, traffic = self.expect_on(cluster, plan, outer, inner)
        same(len(parts[1]), 0, "the number of rows on slice 1 after DS_DIST_ALL_INNER")
        expect_moved(plan, traffic.moved, "moved between slices")
        sent = sum(map(table_bytes, dealt(inner, 2)[1:]))
        at_most(traffic.moved, sent, "what DS_DIST_ALL_INNER moved between slices", "bytes")

    def expect_every_label(self) -> None:
        """Each way to join tables of a few keys, most of them several times, on three slices. Rows
        that are to stay where they are have a long text."""
        rng = generator("run_join", "labels")
        joins, limits = [], []
        for at, label in enumerate(WAYS):
            outer, inner = rng.integers(0, 12, 20 + at), rng.integers(0, 12, 15 - at)
            left = pa.table({"l_k": outer, "l_v": np.arange(len(outer))})
            right = pa.table({"r_v": np.arange(len(inner)), "r_k": inner})
            limits.append(2 * (table_bytes(left) + table_bytes(right)) + 6 * PIECE_BYTES)
            if label in ("DS_DIST_INNER", "DS_BCAST_INNER", "DS_DIST_ALL_INNER"):
                left = left.append_column("l_t", pa.array(["outer stays " * 75] * len(left)))
            if label == "DS_DIST_OUTER":
                right = right.append_column("r_t", pa.array(["inner stays " * 75] * len(right)))
            joins.append(Join(label, 3, left, right))
        for join, limit, traffic in zip(joins, limits, self.expect_answers(*joins)):
            if join.label in ("DS_DIST_NONE", "DS_DIST_ALL_NONE"):
                continue  # which real processes tell
            at_most(traffic.moved, limit, f"what {join.label} moved between slices", "bytes")
        # the label decides which table goes to every slice, however small the other one is
        inner = self.right[:300]
        (traffic,) = self.expect_answers(Join("DS_BCAST_INNER", 3, self.left[:20], inner))
        what = "what DS_BCAST_INNER of a large inner table to three slices moved"
        at_least(traffic.moved, 1.98 * table_bytes(inner), what, "bytes")

    def expect_nulls(self) -> None:
        """Keys of which some are null, in both tables."""
        outer_keys = [None, 1, 2, None, 0, 2] * 9 + list(range(100, 200))
        inner_keys = [2, None, 0, None] * 3 + list(range(150, 220))
        outer = pa.table({"l_k": outer_keys, "l_v": np.arange(len(outer_keys))})
        inner = pa.table({"r_k": inner_keys, "r_v": np.arange(len(inner_keys))})
        labels = "DS_DIST_BOTH", "DS_BCAST_INNER", "DS_DIST_ALL_NONE"
        self.expect_answers(*(Join(label, 2, outer, inner) for label in labels))

    def expect_edges(self) -> None:
        """Tables without rows, slices without rows, one slice."""
        outer, inner = self.left[:30], self.right[:20]
        joins = [Join("DS_DIST_INNER", 2, outer, inner[:0]), Join("DS_DIST_BOTH", 1, outer, inner)]
        for label in ("DS_DIST_BOTH", "DS_BCAST_INNER", "DS_DIST_ALL_INNER"):
            joins.append(Join(label, 2, outer[:0], inner))
            joins.append(Join(label, 3, outer[:2], inner[:1]))
        self.expect_answers(*joins)

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
        self.expect_answers(
            Join("DS_BCAST_INNER", 2, outer, inner, on=("a.b", "id")),
            Join("DS_DIST_ALL_NONE", 2, outer, inner, on=("", "from")),
            Join("DS_BCAST_INNER", 2, outer, inner, on=("", "from")),
            Join("DS_BCAST_INNER", 2, *_of_one_name()),
        )

    def loads(self, label: str, like: str) -> Callable[[Cluster], tuple[JoinPlan]]:
        """Loads two small tables as another label has them; the plan of their join is all that
        ``run_join`` is given."""
        left, right = self.left.slice(0, 20), self.right.slice(0, 10)
        return lambda cluster: (self.plan(cluster, like, left, right)._replace(label=label),)

    def expect_refused(self) -> None:
        """``run_join`` must not run a plan with an unknown label, and say which it is."""
        unknown = ("DS_DIST_SOME", "ds_dist_both", "DS_DIST")
        for label, like in zip(unknown, ("DS_DIST_BOTH", "DS_DIST_ALL_INNER", "DS_DIST_NONE")):
            expect_refused_untouched(self.run_join, self.loads(label, like), naming=label)

    def expect_losses_come_out(self) -> None:
        """Wherever a slice is lost, that comes out, and the next answer is right."""
        left, right = self.left.slice(0, 20), self.right.slice(0, 10)
        labels = "DS_DIST_OUTER", "DS_DIST_INNER", "DS_BCAST_INNER"
        for plan, tables in self.laid_out(*(Join(label, 2, left, right) for label in labels)):
            asked = run_and_fetch, self.run_join, tables, (plan,)
            parts, _, _ = expect_losses_come_out("run_join", *asked)
            self.expect_rows(plan, left, right, parts)

    def expect_again(self) -> None:
        """Two clusters with tables of the same names; on each the join once more, of other rows."""
        pairs = [(self.left.slice(at, 60), self.right.slice(at, 40)) for at in (0, 100, 200)]
        joins = [Join("DS_DIST_BOTH", at % 2 + 2, *pair) for at, pair in enumerate(pairs)]
        laid_out = self.laid_out(*joins)
        jobs = [(at % 2, tables, (plan,)) for at, (plan, tables) in enumerate(laid_out)]
        answers = local.calls("run_join", run_and_fetch, self.run_join, jobs)
        for (plan, _), pair, (parts, _, left_alone) in zip(laid_out, pairs, answers, strict=True):
            self.expect_rows(plan, *pair, parts)
            same(left_alone, True, "whether the cluster's names are left as they were")

    def expect_left_alone(self) -> None:
        """The leader hears nothing of a join."""
        outer, inner = self.left.slice(0, 60), self.right.slice(0, 20)
        with clusters.InProcess(2) as cluster:
            plan = self.plan(cluster, "DS_DIST_INNER", outer, inner)
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
        if plan.bytes_moved:
            expect_moved(plan, traffic.moved, "wrote to the wire")
        else:
            wire = traffic.moved + sum(traffic.to_leader)
            at_most(
                wire, 65_536, f"what {plan.label} wrote to the wire, to the leader too,", "bytes"
            )

    def tpch_placed(self, cluster: Cluster, name: str, style: str) -> Placed:
        """Have a table of ``TPCH_COLUMNS`` on the cluster, under its name: loaded once, since
        nothing costs as much."""
        if self._lying_on is not cluster:
            self._lying.clear()
            self._lying_on = cluster
        if (name, style) not in self._lying:
            key = TPCH_COLUMNS[name][0]
            cut_by = KEY if style == EVEN else style
            (parts,) = self.cut((name, tpch(name), cut_by, key, cluster.slices))
            if style == EVEN:
                # dealt in turn when it lies in the order of its slices, a table moves what the plan
                # says, and not by chance a few hundredths more
                parts = dealt(one_table(parts), cluster.slices)
            record = loaded(cluster, name, parts, style, key)
            self._lying[name, style] = cluster.parts(name), record
        parts, record = self._lying[name, style]
        cluster.keep(name, parts)
        return record

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
        cluster = clusters.shared(2)
        for way in ways:
            try:
                plan = self.lines_orders(cluster, *way.split())
                self.expect_measured(cluster, plan, LINES_ORDERS)
            except Exception:
                self._lying.clear()  # a slice may have gone, and with it what lay there
                raise

    def expect_other_keys(self) -> None:
        """Tables of style KEY whose keys are not the columns of the join."""
        ways = (KEY, "l_v"), (KEY, "r_v")
        self.expect_answers(Join("DS_DIST_BOTH", 3, self.left[:60], self.right[:40], ways))

    def expect_joined_again(self) -> None:
        """The result of a join, left under a name, joins with a third table on another column."""
        left = self.left.slice(0, 200).append_column("p_k", pa.array(np.arange(200) * 7 % 90))
        right, third = (
            self.right.slice(0, 90),
            pa.table({"t_k": np.arange(60), "t_v": np.arange(60)}),
        )
        ((first, tables),) = self.laid_out(Join("DS_DIST_NONE", 3, left, right))
        result = Placed("first result", KEY, "l_k", 0, 0, 3)
        (tables["third"],) = self.cut(("third", third, KEY, "t_k", 3))
        on = "p_k", "t_k"
        second = planned("DS_DIST_OUTER", result, placed("third", tables["third"], KEY, "t_k"), on)
        both, _ = local.call("run_join", run_twice, self.run_join, tables, first, second)
        self.expect_rows(first, left, right, both[0])
        self.expect_rows(second, one_table(both[0]), third, both[1])
