"""A federated query: records of what is asked and what goes where, and what a query means.

The warehouse's own meaning of a query is DuckDB's (``in_warehouse``); a source's is built from the
same expressions (``evaluated``). Sources that answer SQL are ``emulated_postgres`` and
``postgres_source``.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import duckdb
import pyarrow as pa

#: Types of remote columns, and what they are in PostgreSQL.
TYPES = {
    "integer": "integer",
    "float": "double precision",
    "text": "text",
    "char": "char(8)",
    "date": "date",
}
COMPARE = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class RemoteTable(NamedTuple):
    """What the planner knows of a table in the source. ``columns``: {name: one of ``TYPES``}.
    ``collation``: "C", in which texts are in the order of their bytes, as in the warehouse, or a
    language's, such as "en_US", in which they are not."""

    name: str
    columns: dict[str, str]
    collation: str


class Filter(NamedTuple):
    """A ``warehouse.relational.Predicate`` whose left side may be a quotient: ``column op value``,
    or ``column / divided_by op value``.

    ``op``: one of ``warehouse.relational.OPERATORS``. ``value``: a plain Python value; (low, high)
    for between, a list for in, not looked at for is_null and is_not_null.
    """

    column: str
    op: str
    value: object = None
    divided_by: int | None = None


class Aggregate(NamedTuple):
    """``function(column)``: count, sum, min, max or avg; ``column`` None is ``count(*)``."""

    function: str
    column: str | None = None


class Query(NamedTuple):
    """What is asked of one remote table: ``columns``, or, with ``aggregates``, one row for each
    group of ``group_by``.

    ``filters`` must all hold. ``order``: pairs (column, descending), nulls last either way, as in
    the warehouse. ``limit``: rows.
    """

    columns: tuple[str, ...] = ()
    filters: tuple[Filter, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    group_by: tuple[str, ...] = ()
    order: tuple[tuple[str, bool], ...] = ()
    limit: int | None = None


class Plan(NamedTuple):
    """What goes to the source and what stays. ``columns``: those that the source sends, empty where
    it aggregates.

    ``pushed`` and ``kept``: the query's filters. ``aggregated``, ``ordered``, ``limited``: whether
    the source does these.
    """

    columns: tuple[str, ...]
    pushed: tuple[Filter, ...]
    kept: tuple[Filter, ...]
    aggregated: bool
    ordered: bool
    limited: bool


class SourceGone(Exception):
    """The connection to the source broke. What was read of this answer so far is not all of it."""


class SourceError(Exception):
    """The source could not be asked, also after trying again."""


def quoted(name: str) -> str:
    """A name as DuckDB's SQL has it: in quotes where it needs them."""
    return str(duckdb.ColumnExpression(name))


def evaluated(
    query: Query, rows: duckdb.DuckDBPyRelation, divide: Callable[[str], str]
) -> duckdb.DuckDBPyRelation:
    """The query on rows, built from expressions: no text is made. ``divide``: the division that a
    column's type asks for."""

    def condition(asked: Filter) -> duckdb.Expression:
        left = duckdb.ColumnExpression(asked.column)
        if asked.divided_by is not None:
            left = duckdb.FunctionExpression(
                divide(asked.column), left, duckdb.ConstantExpression(asked.divided_by)
            )
        given = asked.value if isinstance(asked.value, (list, tuple)) else [asked.value]
        values = [duckdb.ConstantExpression(one) for one in given]
        match asked.op:
            case "is_null":
                return left.isnull()
            case "is_not_null":
                return left.isnotnull()
            case "between":
                return left.between(*values)
            case "in":
                return left.isin(*values) if values else duckdb.ConstantExpression(False)
            case _:
                return COMPARE[asked.op](left, *values)

    for asked in query.filters:
        rows = rows.filter(condition(asked))
    chosen = [duckdb.ColumnExpression(name) for name in (*query.group_by, *query.columns)]
    if query.aggregates:
        for one in query.aggregates:
            argument = [duckdb.ColumnExpression(one.column)] if one.column else []
            chosen.append(
                duckdb.FunctionExpression(one.function, *argument).alias(aggregate_name(one))
            )
        rows = rows.aggregate(chosen, ", ".join(map(quoted, query.group_by)))
    if query.order:
        columns = [(duckdb.ColumnExpression(name), down) for name, down in query.order]
        rows = rows.sort(
            *[(column.desc() if down else column.asc()).nulls_last() for column, down in columns]
        )
    if query.limit is not None:
        rows = rows.limit(query.limit)
    # last, as rows may be in the order of a column that nobody asked for
    return rows if query.aggregates else rows.select(*chosen)


def sums_as_int64(answer: pa.Table) -> pa.Table:
    """DuckDB's sums of whole numbers are sixteen bytes wide, and come as decimals."""
    for at, field in enumerate(answer.schema):
        if pa.types.is_decimal(field.type):
            answer = answer.set_column(at, field.name, answer[field.name].cast(pa.int64()))
    return answer


def aggregate_name(aggregate: Aggregate) -> str:
    """What the column of an aggregate is called: sum_price, or count where there is no column."""
    return aggregate.function + (f"_{aggregate.column}" if aggregate.column else "")


@cache
def _warehouse() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def in_warehouse(query: Query, rows: pa.Table) -> pa.Table:
    """The answer to a query whose table lies in the warehouse: DuckDB's own meaning of it."""
    connection = _warehouse()
    connection.register("here", rows)
    try:
        return sums_as_int64(
            evaluated(query, connection.view("here"), lambda column: "/").to_arrow_table()
        )
    finally:
        connection.unregister("here")


def finish(query: Query, plan: Plan, fetched: pa.Table) -> pa.Table:
    """What is left to do in the warehouse after the source has sent its rows: kept filters, and
    what was not pushed."""
    rest = query._replace(filters=plan.kept)
    if plan.aggregated:
        rest = Query(columns=tuple(fetched.column_names))
    return in_warehouse(rest._replace(order=query.order, limit=query.limit), fetched)
