"""A federated query: records of what is asked and what goes where, and sources that answer SQL.

``PostgresSource`` speaks to a live PostgreSQL through ADBC. ``EmulatedPostgres`` answers as
PostgreSQL does in all that the lab is about (whole-number division, NULL order, padded ``char``,
collation), from DuckDB inside this process: graded checks have no server. A test holds the two
against each other. The warehouse's own meaning of a query is DuckDB's: ``in_warehouse``.
"""

from __future__ import annotations

import gc
import operator
import re
import tracemalloc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import NamedTuple

import duckdb
import numpy as np
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
#: What makes DuckDB answer as PostgreSQL does; and that a query cannot reach files, Python or these
#: settings.
SETTINGS = (
    "integer_division=true",
    "default_null_order='nulls_last_on_asc_first_on_desc'",
    "python_enable_replacements=false",
    "enable_external_access=false",
    "lock_configuration=true",
)


class RemoteTable(NamedTuple):
    """What the planner knows of a table in the source. ``columns``: {name: one of ``TYPES``}.
    ``collation``: "C", in which texts are in the order of their bytes, as in the warehouse, or a
    language's, such as "en_US", in which they are not."""

    name: str
    columns: dict[str, str]
    collation: str


class Filter(NamedTuple):
    """``column op value``, or ``column / divided_by op value``. ``op``: = <> < <= > >= between in
    is_null is_not_null.

    ``value``: a plain Python value; (low, high) for between, a list for in, not looked at for the
    last two.
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


class Cursor:
    """An answer on its way. ``next()`` gives the next Arrow table of a few rows, None at the end.
    Raises ``SourceGone``."""

    def __init__(
        self, source: EmulatedPostgres, answer: pa.Table, batch_rows: int, breaks_after: int | None
    ):
        self._source, self._answer, self._batch_rows, self._breaks_after, self._at = (
            source,
            answer,
            batch_rows,
            breaks_after,
            0,
        )

    def next(self) -> pa.Table | None:
        if self._breaks_after is not None and self._at >= self._breaks_after:
            raise SourceGone(f"the connection to the source broke after {self._at} batches")
        start = self._at * self._batch_rows
        if start >= max(1, self._answer.num_rows):
            return None
        batch = self._answer.slice(start, self._batch_rows).combine_chunks()
        self._at += 1
        self._source.bytes_fetched += batch.nbytes
        return batch


@contextmanager
def _in_its_own_words() -> Iterator[None]:
    """What DuckDB raises, as what a source raises."""
    try:
        yield
    except duckdb.Error as error:
        raise SourceError(
            f"the source refuses the query: {str(error).splitlines()[0][:200]}"
        ) from error
    except RuntimeError as error:
        if "nterrupted" not in str(error):
            raise
        # by a check's time limit
        raise SourceError("the source was interrupted: the query took too long") from error


class EmulatedPostgres:
    """Tables that answer as PostgreSQL would. ``queries`` and ``bytes_fetched`` count.

    ``batch_rows``: the rows of a batch, or a tuple of them, for each query in turn. ``breaks``: for
    each query in turn the number of batches after which the connection breaks, None where it holds,
    -1 where there is none to be had in the first place.
    """

    TESTS_ONLY = ("breaks", "batch_rows", "run", "answer")

    def __init__(
        self,
        tables: Mapping[str, tuple[RemoteTable, pa.Table]],
        batch_rows: int | tuple = 500,
        breaks: tuple = (),
    ):
        self.batch_rows, self.breaks = batch_rows, tuple(breaks)
        self.queries, self.bytes_fetched = [], 0
        self._tables = {name: table for name, (table, _) in tables.items()}
        self._chars = {
            name
            for table, _ in tables.values()
            for name, type_ in table.columns.items()
            if type_ == "char"
        }
        self._connection = duckdb.connect(config={"threads": 1, "memory_limit": "1GB"})
        for name, (table, rows) in tables.items():
            self._connection.register("given", rows)
            text = "varchar" if table.collation == "C" else "varchar collate en_us"
            types = {
                "integer": "integer",
                "float": "double",
                "date": "date",
                "text": text,
                "char": "varchar",
            }
            made = ", ".join(
                f"{_name(column)} {types[kind]}" for column, kind in table.columns.items()
            )
            self._connection.execute(f"create table {_name(name)} ({made})")
            chosen = [
                f"rtrim({_name(column)})" if kind == "char" else _name(column)
                for column, kind in table.columns.items()
            ]
            rows_of = f"select {', '.join(chosen)} from given"
            self._connection.execute(f"insert into {_name(name)} {rows_of}")
            self._connection.unregister("given")
        for setting in SETTINGS:
            self._connection.execute(f"set {setting}")

    def execute(self, sql: str) -> Cursor:
        """Send a query. Raises ``SourceError`` with the source's words where it does not understand
        it."""
        if type(sql) is not str:
            raise TypeError(f"a query is text, not {type(sql).__name__}")
        at = len(self.queries)
        breaks_after = self.breaks[at] if at < len(self.breaks) else None
        if breaks_after == -1:
            self.queries.append(sql)
            raise SourceGone("the source cannot be reached")
        answer = self.run(sql)
        self.queries.append(sql)
        sizes = self.batch_rows if isinstance(self.batch_rows, tuple) else (self.batch_rows,)
        return Cursor(self, answer, sizes[min(at, len(sizes) - 1)], breaks_after)

    def __repr__(self) -> str:
        size = f"batches of {self.batch_rows} rows"
        return f"<a source, {size}{', the connections break after batch ' + str(self.breaks) if self.breaks else ''}>"

    def run(self, sql: str) -> pa.Table:
        if re.search(r"\bin\s*\(\s*\)", sql):  # DuckDB has a meaning for it, PostgreSQL has not
            raise SourceError('the source refuses the query: syntax error at or near ")"')
        with _in_its_own_words():
            answer = self._connection.sql(sql)
            if answer is None:
                raise SourceError("only queries can be sent to the source")
            return self._as_postgres(answer.to_arrow_table())

    def answer(self, query: Query, table: str) -> pa.Table:
        """What the source answers to a query that is sent as it stands."""
        kinds = self._tables[table].columns
        with _in_its_own_words():
            rows = self._connection.table(_name(table))
            divided = _evaluated(
                query, rows, lambda column: "//" if kinds[column] == "integer" else "/"
            )
            return self._as_postgres(divided.to_arrow_table())

    def _as_postgres(self, answer: pa.Table) -> pa.Table:
        """A ``char(8)`` comes with its blanks."""
        answer = _eight_bytes(answer)
        for at, field in enumerate(answer.schema):
            if field.name in self._chars and pa.types.is_string(field.type):
                padded = [
                    None if value is None else value.ljust(8)
                    for value in answer[field.name].to_pylist()
                ]
                answer = answer.set_column(at, field.name, pa.array(padded, pa.string()))
        return answer.combine_chunks()


def _name(text: str) -> str:
    return str(duckdb.ColumnExpression(text))  # in quotes where it needs them


def _evaluated(
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
                return left.isin(*values)
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
        rows = rows.aggregate(chosen, ", ".join(map(_name, query.group_by)))
    else:
        rows = rows.select(*chosen)
    if query.order:
        columns = [(duckdb.ColumnExpression(name), down) for name, down in query.order]
        rows = rows.sort(
            *[(column.desc() if down else column.asc()).nulls_last() for column, down in columns]
        )
    return rows if query.limit is None else rows.limit(query.limit)


def _eight_bytes(answer: pa.Table) -> pa.Table:
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
        return _eight_bytes(
            _evaluated(query, connection.view("here"), lambda column: "/").to_arrow_table()
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


def memory_of_batches(
    join: Callable, local: pa.Table, key: str, keep: str, batches: int, rows: int
) -> tuple[object, int]:
    """What ``join`` gives for a stream of batches in which every key is 1 and every amount the
    number of the batch; and how many bytes more it holds when it asks for the last batch than when
    it asked for the fifth.

    # driver: runs in the student's process
    """
    held: dict[int, int] = {}

    class Stream:
        asked = 0

        def next(self) -> pa.Table | None:
            self.asked += 1
            if self.asked in (5, batches + 1):
                gc.collect()
                held[self.asked] = tracemalloc.get_traced_memory()[0] + pa.total_allocated_bytes()
            if self.asked > batches:
                return None
            column = lambda value: pa.array(np.full(rows, value, np.int32))
            return pa.table({key: column(1), keep: column(self.asked)})

    tracemalloc.start()
    try:
        answer = join(Stream(), local, key, keep)
    finally:
        tracemalloc.stop()
    return answer, held.get(batches + 1, 0) - held.get(5, 0)


def orders(rng: np.random.Generator, rows: int = 3000) -> pa.Table:
    """Orders with what makes federation hard: nulls everywhere, upper and lower case, padded codes,
    negative numbers."""
    words = np.array(["Anna", "anna", "Bert", "berta", "Zoe", "zoe", "O'Hara", "émile", 'Q"q', ""])
    column = lambda values, type_: pa.array(values.tolist(), type_, mask=rng.random(rows) < 0.08)
    return pa.table(
        {
            "id": pa.array(rng.permutation(rows), pa.int32()),
            "quantity": column(rng.integers(-20, 50, rows), pa.int32()),
            "price": column(np.round(rng.normal(50, 30, rows), 2), pa.float64()),
            "name": column(rng.choice(words, rows), pa.string()),
            "code": column(
                np.array([f"{code:8}" for code in rng.choice(["A1", "B", "C33", "a1"], rows)]),
                pa.string(),
            ),
            "day": pa.array(
                [date.fromordinal(738_000 + int(d)) for d in rng.integers(0, 400, rows)],
                pa.date32(),
            ),
        }
    )


ORDERS = {
    "id": "integer",
    "quantity": "integer",
    "price": "float",
    "name": "text",
    "code": "char",
    "day": "date",
}


def random_query(rng: np.random.Generator) -> Query:
    """A query over ``orders`` whose answer is the same rows in the same order however it is
    computed."""
    filters = []
    for _ in range(int(rng.integers(0, 4))):
        kind = int(rng.integers(0, 8))
        filters.append(
            [
                lambda: Filter(
                    "quantity",
                    str(rng.choice(["=", "<>", "<", "<=", ">", ">="])),
                    int(rng.integers(-20, 50)),
                ),
                lambda: Filter(
                    "quantity",
                    str(rng.choice(["=", ">", "<="])),
                    int(rng.integers(-5, 10)),
                    int(rng.choice([2, 3, -4])),
                ),
                lambda: Filter(
                    "price", str(rng.choice(["<", ">="])), float(np.round(rng.normal(50, 30), 2))
                ),
                lambda: Filter(
                    "name",
                    str(rng.choice(["=", "<>"])),
                    str(rng.choice(["Anna", "zoe", "O'Hara", ""])),
                ),
                lambda: Filter(
                    "name",
                    str(rng.choice(["<", ">", ">="])),
                    str(rng.choice(["a", "B", "Zoe", "z"])),
                ),
                lambda: Filter(
                    "code", str(rng.choice(["=", "<>"])), str(rng.choice(["A1", "A1      ", "B"]))
                ),
                lambda: Filter(
                    "day",
                    "between",
                    tuple(
                        date.fromordinal(738_000 + d)
                        for d in sorted(map(int, rng.integers(0, 400, 2)))
                    ),
                ),
                lambda: Filter(
                    str(rng.choice(["price", "name"])), str(rng.choice(["is_null", "is_not_null"]))
                ),
            ][kind]()
        )
    if rng.random() < 0.4:
        group = str(rng.choice(["name", "day", "quantity", "code"]))
        pool = [Aggregate("count"), Aggregate("count", "price"), Aggregate("sum", "quantity"), Aggregate("min", "day"),
                Aggregate("max", "name"), Aggregate("avg", "quantity"), Aggregate("max", "price")]  # fmt: skip
        chosen = tuple(
            pool[int(i)]
            for i in sorted(rng.choice(len(pool), int(rng.integers(1, 4)), replace=False))
        )
        return Query(
            (), tuple(filters), chosen, (group,), ((group, bool(rng.random() < 0.5)),), None
        )
    columns = tuple(c for c in ORDERS if c == "id" or rng.random() < 0.4)
    order = (
        (str(rng.choice(["quantity", "name", "day", "price"])), bool(rng.random() < 0.5)),
        ("id", False),
    )
    columns = tuple(c for c in ORDERS if c in columns or c in dict(order))
    return Query(
        columns,
        tuple(filters),
        (),
        (),
        order,
        int(rng.integers(1, 40)) if rng.random() < 0.5 else None,
    )
