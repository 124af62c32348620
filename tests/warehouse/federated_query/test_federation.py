"""The emulated source answers as the real PostgreSQL does, and the differences that the lab teaches
are real."""

from __future__ import annotations

import numpy as np
import psycopg
import pyarrow as pa
import pytest

from solved import solved
from warehouse.checks.limits import time_limit
from warehouse.checks.outcomes import OverLimit
from warehouse.federated_query import federation, generated
from warehouse.federated_query.emulated_postgres import EmulatedPostgres
from warehouse.federated_query.federation import (
    Filter,
    Plan,
    Query,
    RemoteTable,
    SourceError,
    SourceGone,
)
from warehouse.federated_query.generated import ORDERS
from warehouse.federated_query.postgres_source import PostgresSource, live_source
from warehouse.postgres import postgres

TABLE = RemoteTable("orders", ORDERS, "C")
ROWS = generated.orders(np.random.default_rng(4), 800)
#: Names with quotes, and such as a query without quotes would not mean.
ODDLY = RemoteTable('odd "orders"', {'we"ird; --': "integer", "in ()": "text", "date '33-1-1'": "char"}, "C")  # fmt: skip
ODD_ROWS = pa.table(
    {
        'we"ird; --': pa.array([1, 2, 3], pa.int32()),
        "in ()": ["count()", "in ( )", "date '33-04-03'"],
        "date '33-1-1'": ["a", "b", None],
    }
)


@pytest.fixture(scope="module")
def live():
    with live_source({"orders": (TABLE, ROWS), ODDLY.name: (ODDLY, ODD_ROWS)}) as source:
        yield source


@pytest.fixture(scope="module")
def emulated():
    return EmulatedPostgres({"orders": (TABLE, ROWS), ODDLY.name: (ODDLY, ODD_ROWS)})


def sql_of(query: Query, table: RemoteTable = TABLE) -> str:
    """The text for a query of which everything is pushed, by the lab's reference solution."""
    aggregated = bool(query.aggregates)
    columns = () if aggregated else query.columns
    plan = Plan(columns, query.filters, (), aggregated, bool(query.order), query.limit is not None)
    return solved("federated_query")["remote_sql"](query, plan, table)


def rows_of(source, sql: str) -> list[dict]:
    cursor, found = source.execute(sql), []
    while (batch := cursor.next()) is not None:
        found += batch.to_pylist()
    return found


def allowed(filter: Filter) -> bool:
    return filter.divided_by is None and (filter.column != "code" or filter.op.startswith("is_"))


def test_both_sources_answer_300_generated_queries_alike(live, emulated):
    rng = np.random.default_rng(8)
    for _ in range(300):
        query = generated.random_query(rng)
        goes = [a for a in query.aggregates if a.function != "avg"]
        asked = query._replace(
            filters=tuple(filter(allowed, query.filters)), aggregates=tuple(goes)
        )
        if "code" in query.group_by or (query.aggregates and not goes):
            continue
        sql = sql_of(asked)
        assert (
            rows_of(live, sql)
            == rows_of(emulated, sql)
            == emulated.answer(asked, "orders").to_pylist()
        ), sql


@pytest.mark.parametrize(
    "sql",
    [
        'select "id", "quantity" / 2 as half from "orders" where "quantity" < 0 order by "id"',
        'select "id" from "orders" order by "quantity" desc, "id" limit 50',
        """select count(*) as n from "orders" where "code" = 'A1'""",
        'select "id", "code" from "orders" order by "id" limit 20',
        """select count(*) as n from "orders" where "name" < 'a'""",
    ],
)
def test_what_the_lab_teaches_is_so_on_both(live, emulated, sql):
    assert rows_of(live, sql) == rows_of(emulated, sql)


@pytest.mark.parametrize(
    "wrong",
    [Filter("quantity", "=", 3, 2), Filter("code", "=", "A1"), Filter("quantity", "=", 2, 3)],
)
def test_pushing_what_must_not_go_changes_the_answer(live, emulated, wrong):
    query = Query(("id",), (wrong,), order=(("id", False),))
    here = federation.in_warehouse(query, ROWS).to_pylist()
    for source in (live, emulated):
        assert rows_of(source, sql_of(query)) != here


def test_a_collation_changes_the_order_of_texts():
    german = EmulatedPostgres({"orders": (TABLE._replace(collation="de_DE"), ROWS)})
    query = Query(("id",), (Filter("name", "<", "a"),), order=(("id", False),))
    assert rows_of(german, sql_of(query)) != federation.in_warehouse(query, ROWS).to_pylist()


@pytest.mark.parametrize("text", ODD_ROWS["in ()"].to_pylist())
def test_what_stands_in_a_text_or_a_name_is_no_syntax(live, emulated, text):
    wanted = Filter("in ()", "=", text), Filter("date '33-1-1'", "is_not_null", None)
    query = Query(tuple(ODDLY.columns), wanted[: 1 + (text == "count()")])
    sql = sql_of(query, ODDLY)
    right = [row for row in ODD_ROWS.to_pylist() if row["in ()"] == text]
    padded = [row | {"date '33-1-1'": value and value.ljust(8)} for row in right for value in [row["date '33-1-1'"]]]  # fmt: skip
    assert rows_of(live, sql) == rows_of(emulated, sql) == padded, sql


def test_refusals_and_limits(live, emulated):
    for source in (live, emulated):
        with pytest.raises(SourceError, match="refuses"):
            source.execute("select nonsense from nowhere")
        assert len(rows_of(source, 'select "id" from "orders"')) == 800  # and goes on
    for attack in (
        "select * from read_text('/etc/passwd')",
        "copy orders to '/tmp/x.csv'",
        "set threads = 9",
        "select * from ROWS",
    ):
        with pytest.raises(SourceError):
            emulated.execute(attack)
    # of what DuckDB alone would answer, nothing
    for sql in (
        "select count() from orders",
        "select id from orders where day < date '33-04-03'",
        "select id from orders where id in ()",
        "select id from orders where id IN ( )",
        "select 'text' as t, Count( ) from orders",
        "select id from orders where name = 'x' and day < DATE'33-4-3'",
    ):
        for source in (live, emulated):
            with pytest.raises(SourceError, match="refuses"):
                source.execute(sql)
    # a check's limit ends a query that would not end
    with pytest.raises(OverLimit), time_limit(1):
        emulated.execute("select sum(a.range * b.range) from range(100000000) a, range(100000) b")


class CutOff:
    """A live source whose connection the server ends after the first batch of the first ``times``
    queries."""

    def __init__(self, uri: str, times: int):
        self.source, self.uri, self.times, self.sent = PostgresSource(uri), uri, times, 0

    def execute(self, sql: str):
        self.sent += 1
        self.cursor, self.batches = self.source.execute(sql), 0
        return self

    def next(self):
        if self.batches == 1 and self.sent <= self.times:
            with psycopg.connect(self.uri, autocommit=True) as other:
                other.execute("select pg_terminate_backend(pid) from pg_stat_activity where query like '%generate_series%' "
                              "and pid <> pg_backend_pid()")  # fmt: skip
        self.batches += 1
        return self.cursor.next()


def test_a_live_source_that_goes_away_in_mid_query_is_asked_again_or_named():
    fetch, rows = (
        solved("federated_query")["fetch"],
        8_000_000,
    )  # more than any buffer on the way holds
    sql = f"select x from generate_series(1, {rows}) t(x)"
    with postgres() as uri:
        with pytest.raises(SourceGone, match="broke"):
            source = CutOff(uri, 1).execute(sql)
            while source.next() is not None:
                pass
        assert source.batches > 1  # in mid query: some of the answer had come
        once = CutOff(uri, 1)
        answer = fetch(once, sql, 2)["x"]
        assert once.sent == 2
        assert np.array_equal(np.sort(np.asarray(answer)), np.arange(1, rows + 1))
        for_ever = CutOff(uri, 9)
        with pytest.raises(SourceError, match="3 times"):
            fetch(for_ever, sql, 3)
        assert for_ever.sent == 3
        # a query that fails midway on a sound connection is no broken one
        with pytest.raises(SourceError, match="refuses"):
            fetch(once.source, "select 1 / (5000000 - x) from generate_series(1, 8000000) t(x)", 2)
        last = PostgresSource(uri)
    with pytest.raises(SourceError, match="2 times"):  # the server itself is gone
        fetch(last, "select 1", 2)
