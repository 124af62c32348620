"""Exercise 7: what ``execute`` gives, asks and moves, beside DuckDB, the plain evaluator and a second engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import duckdb
import numpy as np
import pyarrow as pa

from solutions.capstone.checks import asking, parts
from solutions.capstone.checks.parts import execute as own_execute
from solutions.capstone.checks.runs import (
    Here,
    failing,
    loaded,
    replaced,
    traced,
    travelling,
    untouched,
    weighed,
)
from solutions.capstone.checks.whole_plans import (
    TPCH,
    Case,
    copies,
    drawn,
    repeated,
    small_tables,
    watched,
)
from warehouse import data, plans
from warehouse.capstone import loading
from warehouse.capstone.records import Operators
from warehouse.checks import Wrong, at_most, drive, in_notebook, kept, seed, shown_as
from warehouse.checks.showing import says
from warehouse.distribution.records import Traffic
from warehouse.plans import Filter, Join, Plan, Project, Scan, Sort, evaluate

SCALE, SLICES = 0.01, 2
WEIGHED = (3, 13, 17, 21)
ALL = tuple(range(1, 23))


Layout = dict[str, tuple[str, ...] | None]
query = cache(plans.tpch)


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
                _whole(row, query(number).scales)
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
            own_execute(cluster, catalogue, query(number).plan, parts.operators())
            traffic = cluster.traffic()
            found[number] = traffic.moved, sum(traffic.to_leader)
        return found

    return kept(weigh, "capstone, bytes", seeded=False)


@cache
def weighed_tables(numbers: tuple[int, ...] = WEIGHED) -> dict[str, pa.Table]:
    """Of TPC-H's tables the columns that these queries read: all others would only be sent."""
    wanted: dict[str, set[str]] = {}
    for number in numbers:
        for step in plans.steps(query(number).plan):
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
            queries = [query(number).plan for number in ALL]
            self.told = self.answers(queries, weighed_tables(ALL), SLICES, what)
        return self.told

    def expect_tpch(self) -> None:
        for number, (table, _) in enumerate(self.tpch(), 1):
            asked, text = query(number), f"query {number} of TPC-H at SF0.01, {SLICES} slices"
            _expect_names(table, asked.plan, text)
            ordered = isinstance(asked.plan, Sort)
            asking.expect_rows(asking.rows_of(table), tpch_rows()[number], text, ordered)

    def expect_literals(self, rng: np.random.Generator) -> None:
        numbers = sorted(int(n) for n in rng.choice([3, 4, 5, 6, 12, 14], 2, replace=False))
        days = int(rng.integers(30, 200))
        made = [shifted(query(number).plan, days) for number in numbers]
        tables = weighed_tables(tuple(numbers))
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

    def expect_generated(self, rng: np.random.Generator, count: int = 9) -> None:
        self.expect("generated", [*copies(), *((drawn(rng), "") for _ in range(count))])

    def expect_asked(self) -> None:
        """Of each plan the same calls of operators that the second engine makes, in any order."""
        forced = ("", "both", "inner", "outer")
        cases = [(case, forced[(at + at // 2) % 4]) for at, case in enumerate(watched())]
        cases += [(watched()[2], movement) for movement in ("", "both", "inner")]
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
        rows = asking.all_due(due, [case[:2] for case, _ in cases], "plans, repeated")
        for (case, _), (got, notes, _), right, wanted in zip(
            cases, self.traces(cases), own_notes(cases, "repeated"), rows
        ):
            text = _text(case)
            asking.expect_table(got, wanted, text, isinstance(case.plan, Sort))
            for kind in ("scan_slice", "join_slice", "aggregate", "placed_after"):
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
        case = watched()[2]._replace(slices=SLICES)

        given, texts = [tuple(case)], [_text(case)]
        for got in asking.answers("execute", travelling, self.execute, given, texts, keeps=False):
            asking.expect_table(got, due(case.plan, case.tables), _text(case), ordered=True)

    def _expect_weight(
        self, number: int, got: object, traffic: Traffic, moved: int, leader: int
    ) -> None:
        text = f"query {number} of TPC-H at SF0.01, {SLICES} slices"
        _expect_names(got, query(number).plan, text)
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
            if not said.startswith("0 calls, then: ") or not says(said, naming):
                what = "this must be refused before anything has run"
                raise Wrong(
                    what, f"ValueError naming {naming!r}, after 0 calls of the cluster", said, text
                )

    def expect_failures(self) -> None:
        case = watched()[2]
        count = 0
        given = [(*case, at, "") for at in (1, 4, 12)]
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
            asking.expect_raised(told, "OutOfOrder", name, _text(case), what)
        other = case._replace(tables=small_tables(7))
        less = case._replace(slices=2)
        self.expect("again", [(one, "") for one in (case, other, less)])
        given = [(case.plan, case.tables, other.tables, case.layout, case.slices)]
        text = (
            _text(case) + "\n\nand then, on the same cluster and with the same dict, other tables"
        )
        for both in asking.answers("execute", replaced, self.execute, given, [text], keeps=False):
            for tables, got in zip(given[0][1:3], both):
                asking.expect_table(got, due(case.plan, tables), text, ordered=True)


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
