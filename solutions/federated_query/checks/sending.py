"""What a remote source is sent: the text for a plan, its names and literals, and the rows that it answers
with."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import product

import numpy as np
import pyarrow as pa

from solutions.federated_query.checks.planning import fetched
from solutions.federated_query.checks.queries import asked
from solutions.federated_query.checks.quoting import placed
from warehouse.checks import (
    Wrong,
    kept,
    run,
    run_each,
    same,
)
from warehouse.checks.compare import show
from warehouse.federated_query.emulated_postgres import EmulatedPostgres
from warehouse.federated_query.federation import (
    Aggregate,
    Filter,
    Plan,
    Query,
    RemoteTable,
    SourceError,
)
from warehouse.relational import OPERATORS

#: A small table of orders, with texts that try to be SQL; and one whose names do.
ORDERS = RemoteTable(
    "orders",
    {"id": "integer", "name": "text", "price": "float", "day": "date", "quantity": "integer"},
    "C",
)
ROWS = pa.table({
    "id": pa.array([1, 2, 3, 4, 5, 6, 7, 8, None], pa.int32()),
    "name": ["O'Hara", "b", None, "'; drop table x; --", "back\\slash 100%", "", "b", "b", "b"],
    "price": [2.0, None, 0.1 + 0.2, 1e-7, 123456.789, -4.5, 0.3, 0.3, 0.3],
    "day": pa.array([date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3), None, date(33, 4, 3), date(999, 12, 31),
                     date(2026, 1, 3), date(2026, 1, 3), date(2026, 1, 3)]),
    "quantity": pa.array([7, 7, 8, None, -20, 0, 8, 8, 8], pa.int32()),
})  # fmt: skip
ODDLY = RemoteTable('odd "shop.orders"', {"id": "integer", 'we"ird;  --': "integer", "Order Date": "date", "a.b": "float",
                    "group": "text", "it's %% {} e\u0301 ": "integer"}, "C")  # fmt: skip
ODD_ROWS = pa.table(
    dict(
        zip(
            ODDLY.columns, (ROWS[name] for name in ("id", "quantity", "day", "price", "name", "id"))
        )
    )
)
#: A table of texts with all that means something in SQL, in a driver or to a terminal, and of one other.
ODD_TEXTS = RemoteTable("texts", {"id": "integer", "name": "text"}, "C")
TEXTS = pa.table({"id": pa.array(range(len(placed()) + 1), pa.int32()), "name": [*placed(), "b"]})
_QUOTED = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*\"""")


@cache
def _source() -> EmulatedPostgres:
    return EmulatedPostgres(
        {
            "orders": (ORDERS, ROWS),
            ODDLY.name: (ODDLY, ODD_ROWS),
            ODD_TEXTS.name: (ODD_TEXTS, TEXTS),
        }
    )


def expect_sent(
    remote_sql: Callable, query: Query | str, table: RemoteTable = ORDERS, **parts: object
) -> str:
    """The text must ask the source for what the plan says; returns it. The plan: all columns and
    filters are pushed and nothing else, but for what ``parts`` say of it."""
    query = asked(query) if isinstance(query, str) else query
    columns = () if parts.get("aggregated") else query.columns
    plan = Plan(columns, query.filters, (), False, False, False)._replace(**parts)
    sql = run(remote_sql, query, plan, table)
    _judge_sent(sql, query, plan, table)
    return sql


def _judge_sent(sql: object, query: Query, plan: Plan, table: RemoteTable) -> None:
    """A text that was found to be right for somebody is right for all."""
    if type(sql) is not str:
        raise Wrong("a text was asked for", "one select statement", repr(sql)[:200])

    def is_right() -> bool:
        try:
            _judge_answer(sql, query, plan, table)
        except Wrong:
            return False
        return True

    if not kept(is_right, "federated, right", sql, query, plan, table.name, seeded=False):
        _judge_answer(sql, query, plan, table)


def _judge_answer(sql: str, query: Query, plan: Plan, table: RemoteTable) -> None:
    try:
        got = _source().run(sql)
    except SourceError as refused:
        message, wanted = "the source does not understand the query", "one select statement"
        raise Wrong(message, f"{wanted} of PostgreSQL", f"{sql[:300]}: {refused}") from None
    right = kept(lambda: fetched(query, table, plan, _source()), "federated, wanted", query, plan, table.name)  # fmt: skip
    same(got.column_names, right.column_names, f"the columns of {sql[:300]}")
    answers = [answer.to_pylist() for answer in (got, right)]
    if not plan.ordered:
        answers = [sorted(answer, key=str) for answer in answers]
    same(*answers, f"the answer to {sql[:300]}")


def expect_quoted(sql: str, table: RemoteTable) -> None:
    """Names of the table must not stand in a text outside of quotes: where PostgreSQL meets one, it
    reads it in small letters."""
    bare = set(re.findall(r"[a-z_]\w*", _QUOTED.sub(" ", sql).lower()))
    calls = product(("count", "sum", "min", "max"), table.columns)
    names = {table.name, *table.columns, *map("_".join, calls)}
    if found := sorted(bare & {name.lower() for name in names} - {"group"}):
        raise Wrong("every name stands in double quotes", f'"{found[0]}"', sql[:300])


def expect_names(remote_sql: Callable) -> None:
    """Names of the odd table must be quoted wherever a text can have one."""
    weird, both = 'we"ird;  --', {"aggregated": True, "ordered": True}
    sums = (Aggregate("max", "a.b"), Aggregate("sum", weird), Aggregate("min", "Order Date"))
    sums += (Aggregate("count", "id"),)  # a name that would do without quotes has them too
    order = (("id", False), ("Order Date", False))
    turned = ((weird, True), ("id", True))
    for query, parts in (
        (Query((weird, "group", "a.b", "it's %% {} e\u0301 "), order=order), {"ordered": True}),
        (Query(("id",), order=turned), {"ordered": True}),
        (Query(aggregates=sums, group_by=("Order Date", "group")), {"aggregated": True}),
        (Query(aggregates=sums[:1], group_by=("id", weird), order=turned), both),
        (Query(("id",), (Filter("it's %% {} e\u0301 ", ">", 2),)), {}),
    ):
        expect_quoted(expect_sent(remote_sql, query, ODDLY, **parts), ODDLY)
    expect_quoted(expect_sent(remote_sql, "quantity where name = 'b'"), ORDERS)


#: Conditions on texts that a quoting must get through.
ON_TEXTS = (
    "= \"O'Hara\"", "in [\"'; drop table x; --\", 'b']", "= 'back\\\\slash 100%'", "between (\"O'H\", \"O'I\")",
    "= ''", "> '%'", "between ('b', 'O')", "= '2026-01-03'", "<> '7'", "in ['7', 'b']",
)  # fmt: skip


def expect_odd_texts(remote_sql: Callable) -> None:
    """Texts of every kind must come there as they are, one by one and in a list."""
    for filters in ([Filter("name", "in", placed())], [Filter("name", "<>", t) for t in placed()]):
        expect_sent(remote_sql, Query(("id",), tuple(filters)), ODD_TEXTS)


def conditions(rng: np.random.Generator, count: int) -> list[Query]:
    """Queries for ids, with one to three conditions whose values stand in the rows: every operator,
    every type, divisions."""
    operators = list(OPERATORS)

    def one(column: str, op: str, divisor: int | None) -> Filter:
        # texts with quotes are another check's
        values = [v for v in ROWS[column].to_pylist() if v is not None and (v == "b" or type(v) is not str)]  # fmt: skip
        values = [v / divisor for v in values] if divisor else values
        low, high = sorted(values[int(i)] for i in rng.integers(0, len(values), 2))
        value = {"between": (low, high), "in": [high, low][: int(rng.integers(0, 3))]}
        value |= {"is_null": None, "is_not_null": None}
        return Filter(column, op, value.get(op, high), divisor)

    found = [(one("price", op, divisor),) for op in operators for divisor in (2, -4)]
    early, late = date(33, 4, 3), date(999, 12, 31)
    found += [
        (Filter("day", op, value),)
        for op, value in (("=", early), ("in", [late, early]), ("between", (early, late)))
    ]
    found += [(Filter("price", "=", 0.1 + 0.2),), (Filter("price", "in", [1e-7, 123456.789]),)]
    found += [(Filter("id", "in", []),), (Filter("id", ">", 1), Filter("id", "<", 3))]
    found += [
        (Filter("quantity", "between", (8, -20)),),
        (Filter("price", "between", (2.0, -4.5)),),
    ]
    found += [(Filter("quantity", op, value, divisor),)
              for op, value, divisor in (("=", 3, 2), ("in", [5, 2], -4), ("between", (1, 3), 2))]  # fmt: skip
    found += [(Filter("quantity", "<", 2**53 + 1),), (Filter("id", "in", [-(10**18) - 1, 3]),)]
    found += [(Filter("id", ">=", 1), Filter("price", "<>", 1.0)),
              (Filter("quantity", "<>", 0), Filter("price", "<>", -0.0), Filter("price", ">", 0.0))]  # fmt: skip
    eight = Filter("quantity", "=", 8)
    for either in (Filter("id", "in", [1, 3]), Filter("id", "in", [3, 1]), Filter("id", "<>", 3)):
        found += [(either, eight), (eight, either)]  # an `or` without brackets says something else
    for at in range(count):
        columns = rng.choice(list(ORDERS.columns), 1 + at % 3)
        ops = [operators[(at + 3 * number) % len(operators)] for number in range(3)]
        found.append(tuple(one(str(column), op, None) for column, op in zip(columns, ops)))
    return [Query(("id",), several) for several in found]


def expect_odd_filters(remote_sql: Callable) -> None:
    """A list longer than some would send in one piece, beside another filter; and a text that means
    others to an operator that it is not compared by."""
    many = Filter("id", "in", [*reversed(range(1200))])
    expect_sent(remote_sql, Query(("id",), (Filter("quantity", "=", 8), many)))
    expect_sent(remote_sql, "id where name = '_' and name <> '%'")


def expect_drawn_conditions(
    remote_sql: Callable, rng: np.random.Generator, count: int = 45
) -> None:
    """Drawn conditions, few first: the source must find the rows that they say, dates must be
    written as dates, and numbers as Python's repr."""
    queries = sorted(conditions(rng, count), key=lambda query: len(show(query)))
    plans = [Plan(query.columns, query.filters, (), False, False, False) for query in queries]
    cases = [(query, plan, ORDERS) for query, plan in zip(queries, plans)]
    for (query, plan, table), sql in run_each(remote_sql, cases):
        _judge_sent(sql, query, plan, table)
        if any(one.op == "in" and not one.value for one in query.filters):
            continue  # no row holds, and what is beside it need not be said
        for one in query.filters:
            days = {"in": one.value, "between": one.value}.get(one.op, [one.value])
            for day in (
                days if ORDERS.columns[one.column] == "date" and one.value is not None else ()
            ):
                if not re.search(rf"\bdate\s*'{day.isoformat()}'", sql, re.IGNORECASE):
                    raise Wrong("dates are written as date '...'", f"date '{day.isoformat()}'", sql[:300])  # fmt: skip
            given = one.value if type(one.value) in (tuple, list) else [one.value]
            for number in (repr(each) for each in given if type(each) in (int, float)):
                if not re.search(rf"(?<![\w.]){re.escape(number)}(?![\w.])", sql):
                    raise Wrong("numbers are written as Python's repr", number, sql[:300])
