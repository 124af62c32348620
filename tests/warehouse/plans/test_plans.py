"""The language of plans: what it says is what DuckDB says, on generated plans and on TPC-H's."""

from __future__ import annotations

import datetime
import random
from decimal import Decimal
from functools import cache

import duckdb
import pyarrow as pa
import pytest

from warehouse import data, plans
from warehouse.plans import Aggregate, Filter, Join, Project, Scan, Sort, evaluate

QUERIES = range(1, 23)


@cache
def tpch_tables(scale: float) -> tuple[duckdb.DuckDBPyConnection, dict[str, pa.Table]]:
    connection, tables = duckdb.connect(), {}
    folder = data.generate(scale)
    for name in data.TABLES:
        connection.execute(f"create view {name} as select * from '{folder / name}.parquet'")
        tables[name] = plans.stored(data.table(name, scale))
    return connection, tables


def source(tables: dict[str, pa.Table]) -> evaluate.Source:
    return lambda table, columns: tables[table].select(columns)


def same(got: object, expected: object, scale: int | None) -> bool:
    if got is None or expected is None:
        return got is expected
    if isinstance(expected, Decimal):
        return got == int(expected.scaleb(scale))
    if isinstance(expected, float):
        return got == pytest.approx(expected, rel=1e-9)
    return got == expected


@pytest.mark.parametrize("scale", [0.01, 0.1])
@pytest.mark.parametrize("number", QUERIES)
def test_the_queries_of_tpch_give_duckdbs_rows_in_order(number, scale):
    connection, tables = tpch_tables(scale)
    query = plans.tpch(number)
    got = evaluate.run(query.plan, source(tables))
    expected = connection.sql(plans.sql(number)).fetchall()
    assert got.column_names == plans.names(query.plan)
    rows = [tuple(row.values()) for row in got.to_pylist()]
    assert len(rows) == len(expected)
    for ours, theirs in zip(rows, expected):
        assert all(map(same, ours, theirs, query.scales)), (ours, theirs)


def test_every_query_has_rows_that_tell_something():
    """At 0.1; an answer of no rows, or of nulls alone, would be right by chance."""
    connection, _ = tpch_tables(0.1)
    for number in QUERIES:
        rows = connection.sql(plans.sql(number)).fetchall()
        assert rows and any(value is not None for value in rows[0]), number


@pytest.mark.parametrize("number", QUERIES)
def test_a_frozen_plan_names_only_what_is_there_and_nothing_twice(number):
    plan = plans.tpch(number).plan
    assert plans.from_data(plans.to_data(plan)) == plan
    for step in plans.steps(plan):
        there = [name for below in plans.inputs(step) for name in plans.names(below)]
        named = set()
        match step:
            case Scan(names=names, predicate=predicate):
                there = names
                named = plans.columns_of(predicate) if predicate else set()
            case Filter(predicate=predicate):
                named = plans.columns_of(predicate)
            case Project(expressions=expressions):
                named = set().union(*map(plans.columns_of, expressions))
            case Join(left_keys=left, right_keys=right, residual=residual):
                named = {*left, *right} | (plans.columns_of(residual) if residual else set())
            case Aggregate(group_by=group_by, aggregates=aggregates):
                named = {*group_by, *(column for _, column, _, _ in aggregates if column)}
            case Sort(keys=keys):
                named = {name for name, _, _ in keys}
        assert named <= set(there), step
        assert len(set(plans.names(step))) == len(plans.names(step)), step


def test_the_frozen_plans_are_what_the_script_makes():
    pytest.importorskip("datafusion", reason="only who makes the plans anew needs it")
    from autograder.authoring import freeze_plans
    from warehouse.plans import front_end

    context, schemas = front_end.session()
    for number in QUERIES:
        made = plans.from_data(freeze_plans.freeze(number, context, schemas)["plan"])
        assert made == plans.tpch(number).plan


# Generated plans: small tables with nulls, and the same said in SQL.

TABLES = {
    "r": pa.table(
        {
            "a": pa.array([1, 2, 2, None, 3, 5, 1, None], pa.int64()),
            "b": pa.array([10, 20, None, 40, 20, 10, 60, 40], pa.int64()),
            "t": ["x", "yx", None, "zy", "x", "y", "xx", ""],
        }
    ),
    "s": pa.table(
        {
            "a": pa.array([2, 2, 3, None, 4, 1], pa.int64()),
            "c": pa.array([7, 8, None, 9, 10, 11], pa.int64()),
            "d": pa.array([datetime.date(1994, 1, 1), None, *[datetime.date(1995, 5, 5)] * 4]),
        }
    ),
    "e": pa.table({"a": pa.array([], pa.int64()), "f": pa.array([], pa.float64())}),
}
KINDS = {"a": "int", "b": "int", "c": "int", "t": "text", "d": "date", "f": "float"}


class Generator:
    """Plans that mean something, as a seed gives them."""

    def __init__(self, seed: int):
        self.rng = random.Random(seed)
        self.kinds: dict[str, str] = {}
        self.made: set[str] = set()  # the kinds of steps and expressions

    def name(self, kind: str) -> str:
        name = f"n{len(self.kinds)}"
        self.kinds[name] = kind
        return name

    def plan(self, depth: int) -> plans.Plan:
        if depth == 0:
            table = self.rng.choice(list(TABLES))
            columns = TABLES[table].column_names
            names = [self.name(KINDS[column]) for column in columns]
            predicate = self.boolean(names, 2) if self.rng.random() < 0.4 else None
            return Scan(table, columns, names, predicate)
        return self.rng.choice([self.filter, self.project, self.join, self.join, self.aggregate])(
            depth - 1
        )

    def filter(self, depth: int) -> plans.Plan:
        below = self.plan(depth)
        return Filter(below, self.boolean(plans.names(below), 2))

    def project(self, depth: int) -> plans.Plan:
        below = self.plan(depth)
        there = plans.names(below)
        kinds = [self.rng.choice(["int", "int", "float", "text"]) for _ in range(2)]
        ours = [self.value(there, kind, 2) for kind in kinds]
        names = [self.name(kind) for kind in kinds]
        return Project(below, [*there, *names], [*(["column", n] for n in there), *ours])

    def join(self, depth: int) -> plans.Plan:
        left, right = self.plan(depth), self.plan(depth)
        kind = self.rng.choice(plans.KINDS)
        self.made.add(kind)
        keys = [
            self.rng.choice([n for n in plans.names(side) if self.kinds[n] == "int"])
            if any(self.kinds[n] == "int" for n in plans.names(side))
            else None
            for side in (left, right)
        ]
        with_keys = None not in keys and self.rng.random() < 0.85
        both = plans.names(left) + plans.names(right)
        residual = self.boolean(both, 1) if self.rng.random() < 0.4 else None
        self.made.add("residual" if residual else "no residual")
        left_keys, right_keys = ([keys[0]], [keys[1]]) if with_keys else ([], [])
        return Join(kind, left, right, left_keys, right_keys, residual)

    def aggregate(self, depth: int) -> plans.Plan:
        below = self.plan(depth)
        there = plans.names(below)
        group_by = self.rng.sample(there, min(len(there), self.rng.randrange(3)))
        numbers = [name for name in there if self.kinds[name] == "int"]
        aggregates, names = [("count", None, False, 0)], [self.name("int")]
        for function in self.rng.sample(plans.FUNCTIONS, 2) if numbers else []:
            column = self.rng.choice(numbers)
            distinct = self.rng.random() < 0.4
            scale = 2 if function == "avg" else 0
            aggregates.append((function, column, distinct, scale))
            names.append(self.name("float" if function == "avg" else "int"))
            self.made.add(f"{function}{' distinct' if distinct else ''}")
        self.made.add("groups" if group_by else "no groups")
        return Aggregate(below, group_by, names, aggregates)

    def column(self, there: list[str], kind: str) -> list | None:
        found = [name for name in there if self.kinds[name] == kind]
        return ["column", self.rng.choice(found)] if found else None

    def value(self, there: list[str], kind: str, depth: int) -> list:
        column = self.column(there, kind)
        if kind == "int":
            if depth and self.rng.random() < 0.6:
                op = self.rng.choice(["+", "-", "*", "case", "year"])
                dates = self.column(there, "date")
                if op == "year" and dates:
                    self.made.add(op)
                    return ["year", dates]
                parts = [self.value(there, "int", depth - 1) for _ in range(2)]
                if op in ("case", "year"):
                    self.made.add("case")
                    return ["case", [[self.boolean(there, depth - 1), parts[0]]], parts[1]]
                self.made.add(op)
                return [op, *parts]
            return column or ["literal", self.rng.randrange(-3, 9)]
        if kind == "float":
            self.made.add("/")
            return ["/", ["float", self.value(there, "int", 1)], ["literal", 4.0]]
        if column is None:
            return ["literal", "x"]
        self.made.add("substring")
        return ["substring", column, self.rng.randrange(1, 3), self.rng.randrange(1, 3)]

    def boolean(self, there: list[str], depth: int) -> list:
        if depth and self.rng.random() < 0.5:
            op = self.rng.choice(["and", "or", "not"])
            self.made.add(op)
            parts = [self.boolean(there, depth - 1) for _ in range(1 if op == "not" else 2)]
            return [op, *parts]
        op = self.rng.choice([*plans.COMPARISONS, "in", "is_null", "like"])
        text = self.column(there, "text")
        self.made.add(op)
        if op == "like":
            if text is None:
                return ["=", ["literal", 1], ["literal", 1]]
            return ["like", text, self.rng.choice(["x%", "%x", "_", "%", "%y%"])]
        number = self.value(there, "int", 1)
        if op == "in":
            return ["in", number, [1, 20, 40]]
        if op == "is_null":
            return ["is_null", number]
        return [op, number, self.value(there, "int", 1)]


def as_sql(e: list) -> str:
    match e:
        case ["column", name]:
            return name
        case ["literal", str(text)]:
            return f"'{text}'"
        case ["literal", number]:
            return f"({number}::double)" if isinstance(number, float) else f"({number}::bigint)"
        case ["float", a]:
            return f"cast({as_sql(a)} as double)"
        case ["not", a]:
            return f"(not {as_sql(a)})"
        case ["in", a, values]:
            return f"({as_sql(a)} in ({', '.join(map(str, values))}))"
        case ["like", a, pattern]:
            return f"({as_sql(a)} like '{pattern}')"
        case ["is_null", a]:
            return f"({as_sql(a)} is null)"
        case ["case", cases, otherwise]:
            whens = " ".join(f"when {as_sql(c)} then {as_sql(a)}" for c, a in cases)
            return f"(case {whens} else {as_sql(otherwise)} end)"
        case ["year", a]:
            return f"year({as_sql(a)})"
        case ["substring", a, start, count]:
            return f"substring({as_sql(a)}, {start}, {count})"
        case [op, a, b]:
            return f"({as_sql(a)} {op} {as_sql(b)})"
    raise AssertionError(e)


def query(plan: plans.Plan) -> str:
    """A plan as DuckDB would be asked for it."""
    match plan:
        case Scan(table, columns, names, predicate):
            chosen = ", ".join(f"{column} as {name}" for column, name in zip(columns, names))
            rows = f"select {chosen} from {table}"
            return f"select * from ({rows}) where {as_sql(predicate)}" if predicate else rows
        case Filter(below, predicate):
            return f"select * from ({query(below)}) where {as_sql(predicate)}"
        case Project(below, names, expressions):
            chosen = ", ".join(f"{as_sql(e)} as {name}" for e, name in zip(expressions, names))
            return f"select {chosen} from ({query(below)})"
        case Join(kind, left, right, left_keys, right_keys, residual):
            conditions = [f"{a} = {b}" for a, b in zip(left_keys, right_keys)]
            conditions += [as_sql(residual)] if residual else []
            on = " and ".join(conditions) or "true"
            if kind in ("inner", "left"):
                return f"select * from ({query(left)}) {kind} join ({query(right)}) on {on}"
            there = f"exists (select * from ({query(right)}) where {on})"
            return f"select * from ({query(left)}) where {'not ' * (kind == 'anti')}{there}"
        case Aggregate(below, group_by, names, aggregates):
            chosen = [*group_by]
            for name, (function, column, distinct, scale) in zip(names, aggregates):
                call = f"{function}({'distinct ' * distinct}{column or '*'})"
                call = f"{call}::bigint" if function == "sum" else call
                chosen.append(f"{call}{f' / {10.0**scale}' if function == 'avg' else ''} as {name}")
            by = f" group by {', '.join(group_by)}" if group_by else ""
            return f"select {', '.join(chosen)} from ({query(below)}){by}"
    raise AssertionError(plan)


def rounded(row: tuple) -> list[str]:
    """A row as texts, which sort, null among them; floats as far as two sums agree."""
    return [f"{part:.9g}" if isinstance(part, float) else repr(part) for part in row]


def test_generated_plans_give_duckdbs_rows():
    connection, made = duckdb.connect(), set()
    for name, table in TABLES.items():
        connection.register(name, table)
    some, all_of_them = 0, 250
    for seed in range(all_of_them):
        generator = Generator(seed)
        plan = generator.plan(generator.rng.randrange(1, 4))
        try:
            got = evaluate.run(plan, source(TABLES))
        except pa.ArrowInvalid as error:
            assert "overflow" in str(error)
            continue
        expected = connection.sql(query(plan)).fetchall()
        ours = [tuple(row.values()) for row in got.to_pylist()]
        assert sorted(map(rounded, ours)) == sorted(map(rounded, expected)), query(plan)
        made |= generator.made
        some += bool(ours)
    assert {*plans.KINDS, *plans.COMPARISONS, "residual", "no residual", "groups"} <= made
    assert {
        "no groups",
        "count distinct",
        "sum distinct",
        "avg distinct",
        "max distinct",
        "avg",
        "min",
        "max",
        "sum",
        "case",
        "year",
    } <= made
    assert {"like", "in", "is_null", "substring", "/", "and", "or", "not", "+", "-", "*"} <= made
    assert some > all_of_them / 3  # the others agree that there are no rows


def test_the_order_and_its_limit():
    scan = Scan("r", ["a", "b"], ["a", "b"], None)
    table = evaluate.run(Sort(scan, [("a", True, True), ("b", False, False)], 5), source(TABLES))
    assert table.to_pylist() == [
        {"a": a, "b": b} for a, b in ((None, 40), (None, 40), (5, 10), (3, 20), (2, 20))
    ]


def test_money_is_whole_and_what_passes_64_bits_is_refused():
    table = pa.table({"m": pa.array([Decimal("1.05"), None], pa.decimal128(15, 2))})
    assert plans.stored(table)["m"].to_pylist() == [105, None]
    big = pa.table({"m": pa.array([10**30], pa.decimal128(38, 0))})
    with pytest.raises(pa.ArrowInvalid):
        plans.stored(big)
    product = ["*", ["literal", 2**40], ["literal", 2**40]]
    with pytest.raises(pa.ArrowInvalid, match="overflow"):
        evaluate.run(Project(Scan("r", ["a"], ["a"], None), ["p"], [product]), source(TABLES))


@pytest.mark.parametrize(
    "wrong", [[], ["Scan"], ["Sorted", 1], "Scan", ["Filter", ["Scan", "r"], ["literal", True]]]
)
def test_what_is_no_plan_is_refused(wrong):
    with pytest.raises(ValueError, match="no step of a plan|fields"):
        plans.from_data(wrong)


def test_an_unknown_query_or_expression_is_named():
    with pytest.raises(ValueError, match="none of number 23"):
        plans.tpch(23)
    with pytest.raises(ValueError, match="no expression of a plan: .*modulo"):
        evaluate.value(["modulo", ["literal", 1]], TABLES["r"])
