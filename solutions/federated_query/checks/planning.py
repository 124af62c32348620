"""Queries written as texts, what of them may be pushed, what a plan must hold, and whether its answer
is the warehouse's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from itertools import product

import duckdb
import numpy as np
import pyarrow as pa

from warehouse.checks import Wrong, at_most, fields, kept, raises, run, run_each, same
from warehouse.checks.compare import is_bool, show
from warehouse.federated_query import federation, generated
from warehouse.federated_query.emulated_postgres import EmulatedPostgres
from warehouse.federated_query.federation import (
    Aggregate,
    Filter,
    Plan,
    Query,
    RemoteTable,
    SourceError,
)

#: The orders in a source that sorts as the warehouse does, and in one that does not.
PLAIN = RemoteTable("orders", generated.ORDERS, "C")
ENGLISH = RemoteTable("orders", generated.ORDERS, "en_US")


#: Values that no source can be sent, or that would lose something on the way.
NO_LITERALS = (
    float("nan"),
    float("inf"),
    "a\0b",
    [1],
    b"x",
    Decimal("1.5"),
    datetime(2026, 11, 24, 12, 30),
)


def expect_each(function: Callable, cases: Iterable[tuple[object, object]]) -> None:
    """``function(given)`` must be what stands beside it."""
    for given, right in cases:
        same(run(function, given), right)


def refuses_each(function: Callable, values: Iterable[object]) -> None:
    """``function(value)`` must raise ValueError."""
    for value in values:
        raises(ValueError, function, value)


# ------------------------------------------------------------------------------- queries as texts

_CLAUSES = re.compile(
    r"(?P<chosen>.*?)( where (?P<filters>.*?))?( group by (?P<groups>.*?))?"
    r"( order by (?P<order>.*?))?( limit (?P<limit>\d+))?"
)
_FILTER = re.compile(
    r"(\w+)(?: / (-?\d+))? (=|<>|<=|>=|<|>|between|in|is null|is not null)(?: (.+))?"
)


def asked(text: str) -> Query:
    """The query that a text says: ``id, price where quantity > 3 and day < date(2026, 1, 1) order
    by day desc, id limit 3``, or ``count(*), sum(quantity) where ... group by day``. Values are
    Python's; those of ``between`` a pair, of ``in`` a list."""
    parts = _CLAUSES.fullmatch(text).groupdict()
    words = {name: (parts[name] or "").split(", ") for name in ("chosen", "groups", "order")}
    columns = [word for word in words["chosen"] if word and "(" not in word]
    calls = [word[:-1].split("(") for word in words["chosen"] if "(" in word]
    return Query(
        tuple(columns),
        tuple(map(filter_of, filter(None, (parts["filters"] or "").split(" and ")))),
        tuple(Aggregate(name, None if of == "*" else of) for name, of in calls),
        tuple(filter(None, words["groups"])),
        tuple((word.split()[0], word.endswith(" desc")) for word in words["order"] if word),
        None if parts["limit"] is None else int(parts["limit"]),
    )


def filter_of(text: str) -> Filter:
    """One condition of ``asked``: ``quantity / 2 = 3``."""
    column, divisor, op, value = _FILTER.fullmatch(text).groups()
    return Filter(
        column,
        op.replace(" ", "_"),
        eval(value, {"date": date}) if value else None,
        int(divisor) if divisor else None,
    )


# ------------------------------------------------------------------------------ what may be pushed


def may_go(filter: Filter, table: RemoteTable) -> bool:
    """Whether the source gives the warehouse's answer for a filter that is well formed."""
    kind = table.columns[filter.column]
    if filter.divided_by is not None:
        return kind == "float" and filter.divided_by != 0
    if filter.op in ("is_null", "is_not_null") or kind in ("integer", "float", "date"):
        return True
    return kind == "text" and (filter.op in ("=", "<>", "in") or table.collation == "C")


def filters(columns: str, operators: str, *divisors: int) -> Iterator[Filter]:
    """A filter of each of the columns of the orders with each of the operators, and values of the
    column's type; divided by each of ``divisors``, where there are some. ``columns`` and
    ``operators``: words."""
    values = {
        "integer": (1, 5),
        "float": (1.5, 5.0),
        "text": ("a", "b"),
        "char": ("A1", "B"),
        "date": (date(2026, 1, 1), date(2026, 2, 1)),
    }
    for divisor, column, op in product(divisors or (None,), columns.split(), operators.split()):
        low, high = values[generated.ORDERS[column]]
        value = {"between": (low, high), "in": [low, high], "is_null": None, "is_not_null": None}
        yield Filter(column, op, value.get(op, high), divisor)


def expect_pushed(
    can_push: Callable, asked: Iterable[Filter], right: bool, *tables: RemoteTable
) -> None:
    """``can_push`` must say ``right`` of each of the filters on each of the tables."""
    for one, table in product(asked, tables):
        quotient = f" / {one.divided_by}" if one.divided_by is not None else ""
        words = f"{one.column}{quotient} {one.op} under collation {table.collation}"
        is_bool(run(can_push, one, table), right, words)


# --------------------------------------------------------------------------------------- the plan


def expect_plans(make_plan: Callable, queries: str, collation: str = "C", **parts: object) -> None:
    """The plan of each query (``asked``; several with ``;`` between them) on orders in such a
    source must have these parts; the others are not looked at. ``pushed`` and ``kept``: places of
    the query's filters; ``columns``: words."""
    for text in queries.split("; "):
        query, table = asked(text), PLAIN._replace(collation=collation)
        got = dict(zip(Plan._fields, fields(run(make_plan, query, table, may_go), Plan)))
        for name, right in parts.items():
            if name in ("pushed", "kept"):
                right = tuple(query.filters[place] for place in right)
            elif name == "columns":
                right = tuple(right.split())
            value = tuple(got[name]) if isinstance(got[name], list) else got[name]
            same(value, right, f"{name} of the plan for {text}")


def sound_plan(got: object, query: Query, table: RemoteTable) -> Plan:
    """A student's plan, made of the table's columns and the query's own filters. Raises ``Wrong``
    where there is anything else in it."""
    columns, pushed, stays, *does = fields(got, Plan)
    own = {str(filter): filter for filter in query.filters}
    lists = all(isinstance(part, (tuple, list)) for part in (columns, pushed, stays))
    if not lists or sorted(map(str, [*pushed, *stays])) != sorted(map(str, query.filters)):
        message = f"every filter of {query} is either pushed or kept"
        raise Wrong(message, str(query.filters)[:200], f"{pushed} and {stays}"[:300])
    known = all(type(column) is str and column in table.columns for column in columns)
    if not known or not (columns or does[0]):
        message = f"columns of the table are fetched for {query}"
        raise Wrong(message, str(tuple(table.columns)), repr(columns)[:200])
    return Plan(
        tuple(columns),
        tuple(own[str(filter)] for filter in pushed),
        tuple(own[str(filter)] for filter in stays),
        *(part is True for part in does),
    )


def fetched(query: Query, table: RemoteTable, plan: Plan, source: EmulatedPostgres) -> pa.Table:
    """What the source sends under a plan."""
    asked = Query(plan.columns, plan.pushed)
    if plan.aggregated:
        asked = query._replace(filters=plan.pushed)
    order = query.order if plan.ordered else ()
    asked = asked._replace(order=order, limit=query.limit if plan.limited else None)
    return source.answer(asked, table.name)


def expect_same_answers(make_plan: Callable, rng: np.random.Generator, count: int) -> None:
    """Queries drawn at random, short ones first, on the two tables in turn: with what the plan has
    the source send, each must be answered as the warehouse answers it."""
    rows = generated.orders(rng, 400)
    drawn = [generated.random_query(rng) for _ in range(count)]
    queries = sorted(drawn, key=lambda query: len(show(query)))
    answers = kept(
        lambda: [federation.in_warehouse(query, rows).to_pylist() for query in queries],
        "federated, answers, short ones first",
        count,
    )
    sources = [EmulatedPostgres({"orders": (table, rows)}) for table in (PLAIN, ENGLISH)]
    tables = [(PLAIN, ENGLISH)[at % 2] for at in range(count)]
    cases = [(query, table, may_go) for query, table in zip(queries, tables)]
    plans = run_each(make_plan, cases)
    for at, (((query, table, _), plan), answer) in enumerate(zip(plans, answers)):
        plan = sound_plan(plan, query, table)
        answered = partial(_answered, query, table, plan, sources[at % 2])
        try:  # whoever has this plan for this query gets the same
            got = kept(answered, "federated, short ones first, query", at, plan)
        except (SourceError, duckdb.Error) as error:
            message = f"{show(query)} cannot be answered with what the plan asks for"
            words = f"{error} under {show(plan)}"[:500]
            raise Wrong(message, "all columns that are needed", words) from None
        if str(got) != str(answer):  # both are DuckDB's own: as texts they are compared quickly
            differ = (str(mine) != str(right) for mine, right in zip(got, answer))
            row = next((i for i, other in enumerate(differ) if other), min(len(got), len(answer)))
            raise Wrong(
                f"{show(query)} is answered otherwise with what the plan sends to the source",
                f"{len(answer)} rows, row {row} {answer[row : row + 1]}"[:300],
                f"{len(got)} rows, row {row} {got[row : row + 1]} under {show(plan)}"[:500],
            )


def _answered(query: Query, table: RemoteTable, plan: Plan, source: EmulatedPostgres) -> list[dict]:
    return federation.finish(query, plan, fetched(query, table, plan, source)).to_pylist()


def expect_few_bytes(make_plan: Callable, rng: np.random.Generator, most_percent: float) -> None:
    """Under the plan for a selective query on 20,000 orders the source must send at most so much
    of the whole table."""
    query = asked("id, price where quantity between (5, 7)")
    table = generated.orders(rng, 20_000)
    plan = sound_plan(run(make_plan, query, PLAIN, may_go), query, PLAIN)
    sent = fetched(query, PLAIN, plan, EmulatedPostgres({"orders": (PLAIN, table)}))
    at_most(100 * sent.nbytes / table.nbytes, most_percent, "the bytes fetched", "% of the table")


# --------------------------------------------------------------------------- the text that is sent

#: A small table of orders, with texts that try to be SQL.
ORDERS = RemoteTable(
    "orders",
    {"id": "integer", "name": "text", "price": "float", "day": "date", "quantity": "integer"},
    "C",
)
ROWS = pa.table({
    "id": pa.array([1, 2, 3, 4], pa.int32()),
    "name": ["O'Hara", "b", None, "'; drop table x; --"],
    "price": [2.0, None, 5.0, 9.0],
    "day": pa.array([date(2026, 1, day) for day in (1, 2, 3, 4)]),
    "quantity": pa.array([7, 7, 8, None], pa.int32()),
})  # fmt: skip


def expect_sent(
    remote_sql: Callable,
    query: Query | str,
    table: RemoteTable = ORDERS,
    rows: pa.Table = ROWS,
    **parts: object,
) -> None:
    """The text must ask the source for what the plan says. The plan: all columns and filters are
    pushed and nothing else, but for what ``parts`` say of it."""
    query = asked(query) if isinstance(query, str) else query
    plan = Plan(query.columns, query.filters, (), False, False, False)._replace(**parts)
    source = EmulatedPostgres({table.name: (table, rows)})
    sql = run(remote_sql, query, plan, table)
    if type(sql) is not str:
        raise Wrong("a text was asked for", "one select statement", repr(sql)[:200])
    try:
        got = source.run(sql)
    except SourceError as refused:
        message, wanted = "the source does not understand the query", "one select statement"
        raise Wrong(message, f"{wanted} of PostgreSQL", f"{sql[:200]}: {refused}") from None
    right = fetched(query, table, plan, source)
    same(got.column_names, right.column_names, f"the columns of {sql[:200]}")
    answers = [answer.to_pylist() for answer in (got, right)]
    if not plan.ordered:
        answers = [sorted(answer, key=str) for answer in answers]
    same(*answers, f"the answer to {sql[:200]}")
