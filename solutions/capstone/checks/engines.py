"""Exercise 7: whole plans on clusters, with lent operators that are watched."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from solutions.capstone.checks import asking, parts, planning
from solutions.capstone.checks.moves import Travels, dealt
from solutions.capstone.checks.parts import exchange as right_exchange
from solutions.capstone.checks.parts import execute as own_execute
from solutions.capstone.checks.parts import operators as lent_operators
from warehouse import data, plans
from warehouse.capstone import loading
from warehouse.capstone.records import BROADCAST, STAY, Distributed, Movement, Operators
from warehouse.checks import Wrong, at_most, drive, in_notebook, kept, seed, shown_as
from warehouse.distribution.cluster import Cluster, SliceLost, Uncopied
from warehouse.distribution.records import Traffic
from warehouse.plans import Aggregate, Filter, Join, Plan, Project, Scan, Sort, evaluate
from warehouse.zone_maps.blocks import BlockTable

SCALE, SLICES = 0.01, 2
WEIGHED = (3, 13, 17, 21)
#: How a table lies: None for everywhere, otherwise the columns that it is placed by, () for anyhow.
Layout = dict[str, tuple[str, ...] | None]
TPCH: Layout = {name: key and (key,) for name, (key, _) in loading.LAYOUT.items()}


class Case(NamedTuple):
    plan: Plan
    tables: dict[str, pa.Table]
    layout: Layout
    slices: int


class Here(Uncopied):
    """Slices in this process, whatever the grader puts in the place of others."""

    def __new__(cls, slices: int) -> Cluster:
        return object.__new__(cls)


def blocks(table: pa.Table) -> BlockTable:
    return BlockTable(table, 4096)


def loaded(cluster: Cluster, tables: dict[str, pa.Table], layout: Layout) -> dict[str, Distributed]:
    """# driver: runs in the student's process"""
    catalogue = {}
    for name, table in tables.items():
        key = layout[name]
        if key is None:
            lying = Distributed(cluster.load(name, [table] * cluster.slices), frozenset(), True)
        else:
            lying = Distributed(cluster.load(name, dealt(table, cluster.slices)))
            if key:
                lying = right_exchange(cluster, lying, list(key))
        stored = [cluster.run(s, blocks, part) for s, part in enumerate(lying.parts)]
        catalogue[name] = lying._replace(parts=stored)
    cluster.reset_traffic()
    return catalogue


def weighed(
    execute: Callable, plan_list: list[Plan], tables: dict, layout: Layout, slices: int
) -> list[tuple[pa.Table, Traffic]]:
    """# driver: runs in the student's process"""
    cluster, found = Here(slices), []
    catalogue = loaded(cluster, tables, layout)
    for plan in plan_list:
        cluster.reset_traffic()
        got = execute(cluster, catalogue, plan, lent_operators())
        found.append((got, cluster.traffic()))
    return found


def travelling(
    execute: Callable, plan: Plan, tables: dict, layout: Layout, slices: int
) -> pa.Table:
    """# driver: runs in the student's process"""
    cluster = Travels(slices)
    return execute(cluster, loaded(cluster, tables, layout), plan, lent_operators())


class Trace:
    """Operators that note what they are asked. ``movements``: what the planner says, in turn; the right
    ones where there are none left.

    # driver: runs in the student's process
    """

    def __init__(self, operators: Operators, movement: str = ""):
        self.inner, self.movement, self.notes = operators, movement, []

    def operators(self) -> Operators:
        return Operators(
            self.scan_slice,
            self.exchange,
            self.broadcast,
            self.join_slice,
            self.plan_join,
            self.placed_after,
            self.aggregate,
            self.top,
        )

    def note(self, *what: object) -> None:
        self.notes.append(repr(what))

    def scan_slice(self, stored: object, scan: Scan) -> pa.Table:
        self.note("scan_slice", tuple(scan), stored.num_rows)
        return self.inner.scan_slice(stored, scan)

    def exchange(self, cluster: Cluster, data: Distributed, keys: list[str]) -> Distributed:
        self.note("exchange", list(keys), sorted(data.keys), data.everywhere)
        return self.inner.exchange(cluster, data, keys)

    def broadcast(self, cluster: Cluster, data: Distributed) -> Distributed:
        self.note("broadcast", sorted(data.keys), data.everywhere)
        return self.inner.broadcast(cluster, data)

    def join_slice(self, left: pa.Table, right: pa.Table, join: Join) -> pa.Table:
        self.note("join_slice", tuple(join[3:]), join.kind, len(left), len(right))
        return self.inner.join_slice(left, right, join)

    def plan_join(self, left: object, right: object, join: Join, slices: int) -> Movement:
        known = [(sorted(side.keys), side.everywhere, int(side.bytes)) for side in (left, right)]
        self.note("plan_join", *known, join.kind, tuple(join[3:]), slices)
        forced = {
            "both": Movement("DS_DIST_BOTH", 1, list(join.left_keys), list(join.right_keys)),
            "inner": Movement("DS_BCAST_INNER", 1, STAY, BROADCAST),
            "outer": Movement("DS_BCAST_OUTER", 1, BROADCAST, STAY),
        }
        holds = {"both": bool(join.left_keys), "inner": True, "outer": join.kind == "inner"}
        if holds.get(self.movement):
            return forced[self.movement]
        return self.inner.plan_join(left, right, join, slices)

    def placed_after(self, step: object, inputs: list) -> tuple:
        known = [(sorted(side.keys), side.everywhere) for side in inputs]
        self.note("placed_after", type(step).__name__, known)
        return self.inner.placed_after(step, inputs)

    def aggregate(
        self, cluster: Cluster, data: Distributed, step: Aggregate, exchange: Callable
    ) -> Distributed:
        self.note("aggregate", tuple(step[1:]), sorted(data.keys), data.everywhere)
        return self.inner.aggregate(cluster, data, step, exchange)

    def top(self, cluster: Cluster, data: Distributed, sort: Sort) -> pa.Table:
        self.note("top", tuple(sort[1:]), sorted(data.keys), data.everywhere)
        return self.inner.top(cluster, data, sort)


def traced(
    execute: Callable, plan: Plan, tables: dict, layout: Layout, slices: int, movement: str
) -> tuple[pa.Table, list[str], bool]:
    """# driver: runs in the student's process"""
    cluster, trace, before = Here(slices), Trace(lent_operators(), movement), repr(plan)
    catalogue = loaded(cluster, tables, layout)
    lying = repr(catalogue)
    got = execute(cluster, catalogue, plan, trace.operators())
    return got, trace.notes, repr(plan) == before and repr(catalogue) == lying


def failing(
    execute: Callable, plan: Plan, tables: dict, layout: Layout, slices: int, at: int, what: str
) -> int:
    """The cluster's call ``at``, of ``run`` or ``fetch``, fails; or the operator ``what`` does.

    # driver: runs in the student's process
    """
    cluster, count, operators = Here(slices), 0, lent_operators()
    catalogue = loaded(cluster, tables, layout)

    def broken(*given: object) -> None:
        raise LookupError(f"{what} is out of order")

    def counted(method: Callable) -> Callable:
        def call(*given: object, **named: object) -> object:
            nonlocal count
            count += 1
            if count == at:
                raise SliceLost("slice 1 ended. What it held is lost: open a new cluster")
            return method(*given, **named)

        return call

    cluster.run, cluster.fetch = counted(cluster.run), counted(cluster.fetch)
    if what:
        operators = operators._replace(**{what: broken})
    execute(cluster, catalogue, plan, operators)
    return count


def untouched(execute: Callable, plan: Plan, tables: dict, layout: Layout, slices: int) -> str:
    """What a refusal says, and how many calls of the cluster there were before it.

    # driver: runs in the student's process
    """
    cluster, count = Here(slices), 0
    catalogue = loaded(cluster, tables, layout)
    right = cluster.run

    def run(*given: object, **named: object) -> object:
        nonlocal count
        count += 1
        return right(*given, **named)

    cluster.run = run
    try:
        execute(cluster, catalogue, plan, lent_operators())
    except ValueError as error:
        return f"{count} calls, then: {error}"
    return f"{count} calls, and an answer"


# What is due


@cache
def tpch_rows() -> dict[int, list[tuple]]:
    """DuckDB's answers to the 22 queries, as plans' results have them."""

    def ask() -> dict[int, list[tuple]]:
        connection = duckdb.connect(config={"threads": 1})
        folder = data.generate(SCALE)
        for name in data.TABLES:
            connection.execute(f"create view {name} as select * from '{folder / name}.parquet'")
        return {
            number: [
                _whole(row, plans.tpch(number).scales)
                for row in connection.sql(plans.sql(number)).fetchall()
            ]
            for number in range(1, 23)
        }

    return kept(ask, "capstone, DuckDB's answers", seeded=False)


def _whole(row: tuple, scales: list[int | None]) -> tuple:
    return tuple(
        int(v.scaleb(scale)) if isinstance(v, Decimal) else v for v, scale in zip(row, scales)
    )


def due(plan: Plan, tables: dict[str, pa.Table]) -> pa.Table:
    return evaluate.run(plan, loading.whole(tables))


def shifted(plan: Plan, days: int) -> Plan:
    """The plan with every date so many days later."""
    return plans.from_data(_shifted(plans.to_data(plan), days))


def _shifted(value: object, days: int) -> object:
    if isinstance(value, dict):
        return {"date": (date.fromisoformat(value["date"]) + timedelta(days=days)).isoformat()}
    return [_shifted(one, days) for one in value] if isinstance(value, list) else value


@cache
def own_bytes() -> dict[int, tuple[int, int]]:
    """Of the weighed queries what the second engine moves between slices, and to the leader."""

    def weigh() -> dict[int, tuple[int, int]]:
        found, cluster = {}, Here(SLICES)
        catalogue = loaded(cluster, weighed_tables(), TPCH)
        for number in WEIGHED:
            cluster.reset_traffic()
            own_execute(cluster, catalogue, plans.tpch(number).plan, parts.operators())
            traffic = cluster.traffic()
            found[number] = traffic.moved, sum(traffic.to_leader)
        return found

    return kept(weigh, "capstone, bytes", seeded=False)


@cache
def weighed_tables(numbers: tuple[int, ...] = WEIGHED) -> dict[str, pa.Table]:
    """Of TPC-H's tables the columns that the weighed queries read."""
    wanted: dict[str, set[str]] = {}
    for number in numbers:
        for step in plans.steps(plans.tpch(number).plan):
            if isinstance(step, Scan):
                wanted.setdefault(step.table, set()).update(step.columns)
    for name, names in wanted.items():
        names |= set(TPCH[name] or ())
    return {
        name: loading.tpch_tables(SCALE)[name].select(sorted(names))
        for name, names in wanted.items()
    }


def own_notes(cases: list[tuple[Case, str]], what: str) -> list[list[str]]:
    """Of each plan what the second engine asks of its operators."""
    ask = lambda: [traced(own_execute, *case, movement)[1] for case, movement in cases]  # noqa: E731
    return kept(ask, "capstone, notes", what, seeded=False)


class Engines:
    """The student's ``execute``."""

    def __init__(self, execute: Callable):
        self.execute = execute
        self.told: list[tuple] = []  # of the 22 queries

    def answers(self, plan_list: list[Plan], tables: dict, slices: int, what: str) -> list[tuple]:
        """The tables that come back and what travelled for each, all plans in one message."""

        @shown_as("execute")
        def asking_all(about: str) -> list:
            return in_notebook(weighed, self.execute, plan_list, tables, TPCH, slices)

        return drive(asking_all, what)

    def tpch(self) -> list[tuple]:
        """Of all 22 queries; asked once for all checks."""
        if not self.told:
            what = f"the catalogue of TPC-H at SF0.01 on {SLICES} slices, queries 1 to 22"
            queries = [plans.tpch(number).plan for number in range(1, 23)]
            self.told = self.answers(queries, loading.tpch_tables(SCALE), SLICES, what)
        return self.told

    def expect_tpch(self) -> None:
        for number, (table, _) in enumerate(self.tpch(), 1):
            query, text = plans.tpch(number), f"query {number} of TPC-H at SF0.01, {SLICES} slices"
            _expect_names(table, query.plan, text)
            ordered = isinstance(query.plan, Sort)
            asking.expect_rows(asking.rows_of(table), tpch_rows()[number], text, ordered)

    def expect_literals(self, rng: np.random.Generator) -> None:
        numbers = sorted(int(n) for n in rng.choice([3, 4, 5, 6, 12, 14], 3, replace=False))
        days = int(rng.integers(30, 200))
        made = [shifted(plans.tpch(number).plan, days) for number in numbers]
        wanted = {
            step.table for plan in made for step in plans.steps(plan) if isinstance(step, Scan)
        }
        tables = {
            name: table for name, table in loading.tpch_tables(SCALE).items() if name in wanted
        }
        right = kept(
            lambda: [due(plan, tables) for plan in made],
            "capstone, literals",
            seed("capstone"),
            days,
        )
        what = f"queries {numbers} with all dates {days} days later"
        told = self.answers(made, tables, SLICES, what)
        for number, plan, (table, _), expected in zip(numbers, made, told, right):
            text = f"query {number} of TPC-H with all dates {days} days later"
            asking.expect_table(table, expected, text, ordered=isinstance(plan, Sort))

    def traces(self, cases: list[tuple[Case, str]]) -> list[tuple]:
        given = [(*case, movement) for case, movement in cases]
        texts = [_text(case) for case, _ in cases]
        return list(asking.answers("execute", traced, self.execute, given, texts, keeps=False))

    def expect(self, what: str, cases: list[tuple[Case, str]]) -> None:
        """The rows that the plan gives on one machine. ``what``: a name of the cases, under which these
        are kept for a class."""
        right = asking.all_due(due, [case[:2] for case, _ in cases], f"plans, {what}")
        given = [(*case, movement) for case, movement in cases]
        texts = [_text(case) for case, _ in cases]
        for (case, _), wanted, text, (got, _, unchanged) in zip(
            cases,
            right,
            texts,
            asking.answers("execute", traced, self.execute, given, texts, keeps=False),
        ):
            asking.expect_table(got, wanted, text, isinstance(case.plan, Sort))
            if not unchanged:
                raise Wrong("the plan, or the catalogue, was changed", "as it was", "changed", text)

    def expect_generated(self, rng: np.random.Generator, count: int = 14) -> None:
        self.expect("generated", [*copies(), *((drawn(rng), "") for _ in range(count))])

    def expect_asked(self) -> None:
        """Of each plan the same calls of operators that the second engine makes, in any order."""
        forced = ("", "both", "inner", "outer")
        cases = [(case, forced[at % 4]) for at, case in enumerate(watched())]
        cases += [
            (case, movement)
            for case in watched()[3:4]
            for movement in forced
            if movement != "outer"
        ]
        wanted_notes = own_notes(cases, "watched")
        for (case, _), (_, notes, _), right in zip(cases, self.traces(cases), wanted_notes):
            text = _text(case)
            asked, wanted = Counter(notes), Counter(right)
            for kind in (
                "scan_slice",
                "plan_join",
                "exchange",
                "broadcast",
                "join_slice",
                "placed_after",
                "aggregate",
                "top",
            ):
                mine, theirs = (
                    Counter({n: c for n, c in notes.items() if n.startswith(f"('{kind}'")})
                    for notes in (asked, wanted)
                )
                if mine != theirs:
                    missing = list((theirs - mine).elements())[:2]
                    extra = list((mine - theirs).elements())[:2]
                    raise Wrong(
                        f"{kind} was asked something else",
                        f"also {missing}" if missing else "less",
                        f"in its place {extra}" if extra else "not asked",
                        text,
                    )

    def expect_once(self) -> None:
        cases = [(case, "") for case in repeated()]
        for (case, _), (got, notes, _), right in zip(
            cases, self.traces(cases), own_notes(cases, "repeated")
        ):
            text = _text(case)
            asking.expect_table(got, due(case.plan, case.tables), text, isinstance(case.plan, Sort))
            for kind in ("scan_slice", "join_slice", "aggregate"):
                mine, theirs = (
                    sum(n.startswith(f"('{kind}'") for n in notes) for notes in (notes, right)
                )
                if mine > theirs:
                    raise Wrong(
                        f"{kind}: equal steps were run more than once",
                        f"{theirs} calls",
                        str(mine),
                        text,
                    )

    def expect_bytes(self) -> None:
        """The weighed queries; and a small plan on slices to which functions go as their code."""
        right, told, total = own_bytes(), self.tpch(), 0
        for number in WEIGHED:
            got, traffic = told[number - 1]
            self._expect_weight(number, got, traffic, *right[number])
            total += traffic.moved
        most = 1.15 * sum(moved for moved, _ in right.values())
        at_most(total, most, f"what queries {WEIGHED} move together", "bytes")
        case = watched()[3]._replace(slices=SLICES)

        given, texts = [tuple(case)], [_text(case)]
        for got in asking.answers("execute", travelling, self.execute, given, texts, keeps=False):
            asking.expect_table(got, due(case.plan, case.tables), _text(case), ordered=True)

    def _expect_weight(
        self, number: int, got: object, traffic: Traffic, moved: int, leader: int
    ) -> None:
        text = f"query {number} of TPC-H at SF0.01, {SLICES} slices"
        _expect_names(got, plans.tpch(number).plan, text)
        asking.expect_rows(asking.rows_of(got), tpch_rows()[number], text, number != 17)
        what = f"what query {number} moves between slices"
        at_most(traffic.moved, 1.5 * moved + 10_000, what, "bytes")
        what = f"what query {number} sends the leader"
        at_most(sum(traffic.to_leader), 1.5 * leader + 4_000, what, "bytes")

    def expect_refused(self) -> None:
        small = small_tables()
        scan = Scan("r", ["a"], ["x"], None)
        gone = Scan("no such", ["a"], ["y"], None)
        sort = Sort(scan, [("x", False, False)], 2)
        bad = [
            (gone, "no such"),
            (Join("semi", scan, gone, ["x"], ["y"], None), "no such"),
            (
                Sort(Filter(gone, ["is_null", ["column", "y"]]), [("y", False, False)], None),
                "no such",
            ),
            (Project(sort, ["z"], [["column", "x"]]), "Sort"),
            (Sort(sort, [("x", True, False)], 1), "Sort"),
            (Join("inner", Scan("s", ["a"], ["y"], None), sort, ["y"], ["x"], None), "Sort"),
        ]
        layout = dict.fromkeys(small, ())
        cases = [(plan, small, layout, 2) for plan, _ in bad]
        texts = [f"plan = {plan}" for plan, _ in bad]
        for (_, naming), text, said in zip(
            bad,
            texts,
            asking.answers("execute", untouched, self.execute, cases, texts, keeps=False),
        ):
            if not said.startswith("0 calls, then: ") or naming not in said:
                what = "this must be refused before anything has run"
                raise Wrong(
                    what, f"ValueError naming {naming!r}, after 0 calls of the cluster", said, text
                )

    def expect_failures(self) -> None:
        case = watched()[3]
        count = 0
        given = [(*case, at, "") for at in (1, 4, 12, 20)]
        for (*_, at, _), told in zip(
            given, asking.endings("execute", failing, self.execute, given, keeps=False)
        ):
            if told[0] == "gave" and at > 8 and told[1] < at:
                continue
            what = f"call {at} of the cluster failed, and execute went on as if it had not"
            asking.expect_raised(told, "SliceLost", "slice 1 ended", _text(case), what)
            count += 1
        broken = [(*case, 0, name) for name in Operators._fields if name != "broadcast"]
        for (*_, name), told in zip(
            broken, asking.endings("execute", failing, self.execute, broken, keeps=False)
        ):
            what = f"operators.{name} raised an error, and execute went on, or said something else"
            asking.expect_raised(told, "LookupError", name, _text(case), what)
        other = case._replace(tables=small_tables(7))
        less = case._replace(slices=2)
        self.expect("again", [(one, "") for one in (case, other, case, less, other, case)])


def _expect_names(table: object, plan: Plan, text: str) -> None:
    if type(table) is not pa.Table:
        raise Wrong("the result is no Arrow table", "a pyarrow.Table", type(table).__name__, text)
    if table.column_names != plans.names(plan):
        raise Wrong(
            "the result has other columns", str(plans.names(plan)), str(table.column_names), text
        )


def _text(case: Case) -> str:
    lying = {
        n: "everywhere" if k is None else f"by {k}" if k else "anyhow"
        for n, k in case.layout.items()
    }
    return asking.shown(
        plan=case.plan,
        tables=lying,
        slices=case.slices,
        **{f"table {n}": t for n, t in case.tables.items()},
    )


# Plans over small tables


def small_tables(salt: int = 0) -> dict[str, pa.Table]:
    rng = np.random.default_rng(100 + salt)

    def numbers(count: int, most: int, nulls: bool = True) -> pa.Array:
        made = rng.integers(0, most, count).tolist()
        return pa.array([None if nulls and rng.random() < 0.15 else n for n in made], pa.int64())

    return {
        "r": pa.table(
            {
                "a": numbers(26, 7),
                "b": numbers(26, 30, False),
                "t": pa.array([f"w{n}" for n in rng.integers(0, 4, 26)]),
            }
        ),
        "s": pa.table(
            {
                "a": numbers(15, 7),
                "c": numbers(15, 30),
                "u": pa.array([f"w{n}" for n in rng.integers(0, 4, 15)]),
            }
        ),
        "e": pa.table({"a": numbers(4, 7, False), "d": numbers(4, 9)}),
    }


COLUMNS = {"r": ["a", "b", "t"], "s": ["a", "c", "u"], "e": ["a", "d"]}


def scan(table: str, mark: str, predicate: list | None = None) -> Scan:
    """All columns of a table, called as it calls them with the mark behind."""
    return Scan(table, COLUMNS[table], [f"{name}{mark}" for name in COLUMNS[table]], predicate)


def watched() -> list[Case]:
    """Plans in which each input lies in another way."""
    r, s, e = scan("r", "1"), scan("s", "2"), scan("e", "3")
    c = lambda name: ["column", name]  # noqa: E731
    less = Filter(r, ["<", c("b1"), ["literal", 20]])
    joined = Join("inner", less, s, ["a1"], ["a2"], None)
    renamed = Project(
        joined, ["k", "v", "w", "t"], [c("a1"), ["+", c("b1"), c("c2")], c("c2"), c("t1")]
    )
    third = Join("left", renamed, e, ["k"], ["a3"], None)
    summed = Aggregate(
        third,
        ["k", "t"],
        ["n", "x", "m"],
        [("count", None, False, 0), ("sum", "v", False, 0), ("avg", "d3", False, 0)],
    )
    whole = Sort(summed, [("k", True, False), ("t", False, True)], 9)
    semi = Join(
        "semi", s, Filter(r, [">", c("b1"), ["literal", 4]]), ["a2", "u2"], ["a1", "t1"], None
    )
    counted = Aggregate(semi, [], ["n", "x"], [("count", None, False, 0), ("max", "c2", False, 0)])
    against = Join("inner", e, counted, [], [], ["<", c("d3"), c("x")])
    anti = Project(
        Join("anti", r, s, ["a1"], ["a2"], ["<", c("b1"), c("c2")]), ["b", "a"], [c("b1"), c("a1")]
    )
    found = []
    for layout in (
        {"r": ("a",), "s": ("a",), "e": None},
        {"r": ("b",), "s": ("a",), "e": ("d",)},
        {"r": (), "s": None, "e": ("a",)},
        {"r": None, "s": (), "e": ()},
    ):
        found += [Case(plan, small_tables(), layout, 3) for plan in (whole, against, anti)]
    return found


def copies() -> list[tuple[Case, str]]:
    """Results that are everywhere, with and without a sort."""
    layout: Layout = {"r": None, "s": None, "e": None}
    r, s = scan("r", "1"), scan("s", "2")
    joined = Join("inner", r, s, ["a1"], ["a2"], None)
    counted = Aggregate(joined, ["t1"], ["n"], [("count", None, False, 0)])
    total = Aggregate(r, [], ["n"], [("sum", "b1", False, 0)])
    made = (
        r,
        joined,
        counted,
        total,
        Sort(counted, [("t1", False, False)], 3),
        Join("semi", s, r, ["a2"], ["a1"], None),
    )
    found = [(Case(plan, small_tables(), layout, 3), "") for plan in made]
    few = ["<", ["column", "a1"], ["literal", 3]]
    some = [
        few,
        ["not", few],
        ["or", few, [">", ["column", "b1"], ["literal", 25]]],
        ["is_null", ["column", "a1"]],
    ]
    lying: Layout = {"r": (), "s": ("a",), "e": None}
    return found + [(Case(Filter(r, one), small_tables(), lying, 3), "") for one in some]


def repeated() -> list[Case]:
    """Plans in which a step stands twice, and steps that are nearly equal."""
    c = lambda name: ["column", name]  # noqa: E731
    r, s = scan("r", "1"), scan("s", "2")
    joined = Join("inner", r, s, ["a1"], ["a2"], None)
    grouped = Aggregate(joined, ["a1"], ["n"], [("sum", "b1", False, 0)])

    def twice(one: Plan, other: Plan, name: str) -> Plan:
        left, right = (
            Project(one, ["p", "q"], [c("a1"), c(name)]),
            Project(other, ["x", "y"], [c("a1"), c(name)]),
        )
        return Join("inner", left, right, ["p"], ["x"], [">=", c("q"), c("y")])

    near = [r._replace(predicate=[">", c("b1"), ["literal", bound]]) for bound in (3, 4)]
    flipped = Join("inner", r, s, ["a1"], ["a2"], [">", c("b1"), ["literal", 9]])
    layout: Layout = {"r": ("a",), "s": (), "e": ("a",)}
    literals = [Project(r, ["a1", "z"], [c("a1"), ["literal", one]]) for one in (1, True, 1.0)]
    typed = [Project(one, [f"k{i}", f"z{i}"], [c("a1"), c("z")]) for i, one in enumerate(literals)]
    kinds = Join(
        "inner",
        Join("inner", typed[0], typed[1], ["k0"], ["k1"], None),
        typed[2],
        ["k0"],
        ["k2"],
        None,
    )
    plan_list = [
        twice(r, r, "b1"),
        twice(grouped, grouped, "n"),
        twice(near[0], near[1], "b1"),
        twice(Filter(joined, [">", c("c2"), ["literal", 5]]), joined, "b1"),
        twice(joined, flipped, "b1"),
        kinds,
    ]
    return [Case(plan, small_tables(), layout, 2) for plan in plan_list]


def drawn(rng: np.random.Generator) -> Case:
    """Any plan over the three tables, however these lie."""
    keys = {"r": [("a",), ("b",), ("t", "a")], "s": [("a",), ("u",)], "e": [("a",), ("d", "a")]}
    layout: Layout = {}
    for name, some in keys.items():
        layout[name] = (None, (), some[int(rng.integers(len(some)))])[
            int(rng.choice(3, p=[0.25, 0.25, 0.5]))
        ]
    maker = Maker(rng)
    plan = maker.plan()
    return Case(plan, small_tables(int(rng.integers(50))), layout, int(rng.integers(1, 5)))


class Maker:
    """Plans of a few steps; ``made`` counts the kinds."""

    def __init__(self, rng: np.random.Generator):
        self.rng, self.count, self.made = rng, 0, Counter()

    def name(self) -> str:
        self.count += 1
        return f"m{self.count}"

    def scan(self) -> tuple[Plan, dict[str, str]]:
        """A step, and the kinds of its columns."""
        table = str(self.rng.choice(["r", "s", "e"], p=[0.45, 0.35, 0.2]))
        kinds = {name: "text" if name in "tu" else "int" for name in COLUMNS[table]}
        names = [self.name() for _ in kinds]
        known = dict(zip(names, kinds.values()))
        self.made["scan"] += 1
        return Scan(
            table, list(kinds), names, self.test(known) if self.rng.random() < 0.3 else None
        ), known

    def test(self, known: dict[str, str]) -> list:
        name = str(self.rng.choice(list(known)))
        value = f"w{self.rng.integers(4)}" if known[name] == "text" else int(self.rng.integers(20))
        return [str(self.rng.choice(["<", ">=", "<>"])), ["column", name], ["literal", value]]

    def plan(self) -> Plan:
        step, known = self.scan()
        for _ in range(int(self.rng.integers(1, 5))):
            kind = str(self.rng.choice(["join", "join", "project", "filter", "aggregate"]))
            step, known = getattr(self, kind)(step, known)
        if self.rng.random() < 0.5:
            keys = [
                (name, bool(self.rng.random() < 0.5), bool(self.rng.random() < 0.5))
                for name in known
            ]
            limit = None if self.rng.random() < 0.5 else int(self.rng.integers(0, 9))
            self.made["sort"] += 1
            return Sort(step, keys, limit)
        return step

    def join(self, step: Plan, known: dict[str, str]) -> tuple[Plan, dict[str, str]]:
        other, theirs = self.scan()
        if self.rng.random() < 0.3:
            other, theirs = self.aggregate(other, theirs)
        pairs = [(a, b) for a in known for b in theirs if known[a] == theirs[b]]
        chosen = [
            pairs[int(at)]
            for at in self.rng.permutation(len(pairs))[: int(self.rng.choice([0, 1, 1, 1, 2]))]
        ]
        kind = str(self.rng.choice(planning.KINDS, p=[0.4, 0.2, 0.2, 0.2]))
        small = [name for name in theirs if theirs[name] == "int"]
        residual = None
        mine = [name for name in known if known[name] == "int"]
        if small and mine and self.rng.random() < 0.3:
            residual = [
                "<",
                ["column", str(self.rng.choice(mine))],
                ["column", str(self.rng.choice(small))],
            ]
        step = Join(kind, step, other, [a for a, _ in chosen], [b for _, b in chosen], residual)
        self.made[kind] += 1
        if not chosen and kind in ("inner", "left"):  # every row with every row: keep it small
            step = Join("semi", step.left, step.right, [], [], residual)
            kind = "semi"
        return step, known if kind in ("semi", "anti") else known | theirs

    def project(self, step: Plan, known: dict[str, str]) -> tuple[Plan, dict[str, str]]:
        names, expressions, kinds = [], [], {}
        for name in self.rng.permutation(list(known))[: int(self.rng.integers(1, len(known) + 1))]:
            for _ in range(2 if self.rng.random() < 0.2 else 1):
                names.append(self.name())
                kinds[names[-1]] = known[str(name)]
                plain = ["column", str(name)]
                computed = known[str(name)] == "int" and self.rng.random() < 0.3
                expressions.append(["+", plain, ["literal", 1]] if computed else plain)
        self.made["project"] += 1
        return Project(step, names, expressions), kinds

    def filter(self, step: Plan, known: dict[str, str]) -> tuple[Plan, dict[str, str]]:
        self.made["filter"] += 1
        return Filter(step, self.test(known)), known

    def aggregate(self, step: Plan, known: dict[str, str]) -> tuple[Plan, dict[str, str]]:
        groups = [
            str(n) for n in self.rng.permutation(list(known))[: int(self.rng.choice([0, 1, 1, 2]))]
        ]
        numbers = [name for name in known if known[name] == "int"]
        wanted = [("count", None, False, 0)]
        if numbers:
            column = str(self.rng.choice(numbers))
            wanted += [("sum", column, False, 0), ("min", column, False, 0)]
            if self.rng.random() < 0.3:
                wanted.append(("count", column, True, 0))
        names = [self.name() for _ in wanted]
        self.made["no groups" if not groups else "aggregate"] += 1
        return Aggregate(step, groups, names, wanted), {
            g: known[g] for g in groups
        } | dict.fromkeys(names, "int")
