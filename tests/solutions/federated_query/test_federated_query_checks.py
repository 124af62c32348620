"""What the graded cells of federated queries are written with: queries as texts, the oracle of what
may be pushed against both engines, and the judges against right and wrong answers."""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pyarrow as pa
import pytest

from solutions.federated_query.checks import planning, streams
from solutions.federated_query.checks.planning import ENGLISH, PLAIN, asked, filters
from solved import solved
from warehouse.checks import Wrong
from warehouse.checks.outcomes import Raised
from warehouse.federated_query import federation, generated
from warehouse.federated_query.emulated_postgres import EmulatedPostgres
from warehouse.federated_query.federation import (
    Aggregate,
    Filter,
    Query,
    RemoteTable,
    SourceError,
    SourceGone,
)
from warehouse.relational import OPERATORS


@cache
def right(name: str):
    """A function of the lab's reference solution."""
    return solved("federated_query")[name]


# --- Queries as texts -------------------------------------------------------------------------------


def test_a_text_says_a_query():
    text = "id, price where quantity / -2 <= 3 and name in ['a'] order by day desc, id limit 0"
    conditions = Filter("quantity", "<=", 3, -2), Filter("name", "in", ["a"])
    order = ("day", True), ("id", False)
    assert asked(text) == Query(("id", "price"), conditions, order=order, limit=0)
    text = "count(*), max(name) where day between (date(2026, 1, 1), date(2026, 1, 2)) group by day"
    days = Filter("day", "between", (date(2026, 1, 1), date(2026, 1, 2)))
    aggregates = Aggregate("count"), Aggregate("max", "name")
    assert asked(text) == Query((), (days,), aggregates, ("day",))
    assert asked("id where code is not null").filters == (Filter("code", "is_not_null"),)


def test_filters_of_every_kind():
    made = list(filters("id name", "between in is_null", 2, 0))
    assert len(made) == 12
    assert Filter("id", "between", (1, 5), 2) in made and Filter("name", "is_null", None, 0) in made


# --- What may be pushed -----------------------------------------------------------------------------


def pushed_alike(one: Filter, table: RemoteTable, rows: pa.Table) -> bool:
    """Whether both engines give the same ids."""
    query = Query(("id",), (one,), order=(("id", False),))
    try:
        there = EmulatedPostgres({"orders": (table, rows)}).answer(query, "orders")
    except SourceError:
        return False
    return there["id"].to_pylist() == federation.in_warehouse(query, rows)["id"].to_pylist()


@pytest.mark.parametrize("table", [PLAIN, ENGLISH], ids=["C", "en_US"])
def test_what_may_go_comes_out_alike(table):
    """Every operator on every column, values drawn from the rows."""
    rows = generated.orders(np.random.default_rng(2), 300)
    for one in filters(" ".join(generated.ORDERS), " ".join(OPERATORS)):
        for divisor in (None, 2):
            if divisor and one.column in ("name", "code", "day"):
                continue
            asked_for = one._replace(divided_by=divisor)
            if planning.may_go(asked_for, table):
                assert pushed_alike(asked_for, table, rows), asked_for


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("quantity / 2 = 3", PLAIN),
        ("name < 'b'", ENGLISH),
        ("code = 'A1'", PLAIN),
        ("code <> 'A1'", PLAIN),
    ],
)
def test_what_may_not_go_comes_out_otherwise(text, table):
    rows = generated.orders(np.random.default_rng(2), 300)
    one = planning.filter_of(text)
    assert not planning.may_go(one, table)
    assert not pushed_alike(one, table, rows)


def test_a_filter_pushed_or_kept_for_no_reason():
    planning.expect_pushed(right("can_push"), filters("price", "<", 2), True, PLAIN, ENGLISH)
    with pytest.raises(Wrong, match="price / 0 < under collation C"):
        planning.expect_pushed(lambda *any: True, filters("price", "<", 0), False, PLAIN)


# --- The plan ---------------------------------------------------------------------------------------


def changed(**parts: object):
    """The reference's plan, but for these parts."""
    return lambda *given: right("make_plan")(*given)._replace(**parts)


def test_parts_of_a_plan():
    text = "id where id > 3 and id / 2 = 3 order by day limit 3"
    expected = {"pushed": (0,), "kept": (1,), "columns": "id day", "limited": False}
    planning.expect_plans(right("make_plan"), text, **expected)
    with pytest.raises(Wrong, match="limited of the plan for id where"):
        planning.expect_plans(changed(limited=True), text, **expected)
    with pytest.raises(Wrong, match="columns of the plan for count"):
        planning.expect_plans(right("make_plan"), "id; count(*)", "en_US", columns="id")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"pushed": ()}, "either pushed or kept"),
        ({"kept": (Filter("id", "=", 1),)}, "either pushed or kept"),
        ({"columns": ("nowhere",)}, "columns of the table"),
        ({"columns": ()}, "columns of the table"),
        ({"pushed": 7}, "either pushed or kept"),
    ],
)
def test_a_plan_of_other_things_is_no_plan(parts, words):
    query = asked("id where quantity = 1")
    plan = right("make_plan")(query, PLAIN, planning.may_go)
    assert planning.sound_plan(plan, query, PLAIN) == plan
    with pytest.raises(Wrong, match=words):
        planning.sound_plan(plan._replace(**parts), query, PLAIN)


def limits_too_early(query, table, pushable):
    plan = right("make_plan")(query, table, pushable)
    return plan._replace(limited=query.limit is not None)


def fetches_too_little(query, table, pushable):
    plan = right("make_plan")(query, table, pushable)
    return plan._replace(columns=plan.columns[:1])


def pushes_all(query, table, pushable):
    return right("make_plan")(query, table, lambda filter, table: True)


def test_answers_beside_the_warehouses_own():
    planning.expect_same_answers(right("make_plan"), np.random.default_rng(5), 60)
    for wrong, words in (
        (limits_too_early, "is answered otherwise"),
        (pushes_all, "is answered otherwise"),
        (fetches_too_little, "cannot be answered"),
    ):
        with pytest.raises(Wrong, match=words):
            planning.expect_same_answers(wrong, np.random.default_rng(5), 60)


def test_bytes_of_the_selective_query():
    planning.expect_few_bytes(right("make_plan"), np.random.default_rng(5), 2)
    all_columns = changed(columns=tuple(generated.ORDERS))
    with pytest.raises(Wrong, match="the bytes fetched"):
        planning.expect_few_bytes(all_columns, np.random.default_rng(5), 2)


# --- The text that is sent --------------------------------------------------------------------------


def test_texts_are_held_against_the_plan():
    for text, parts in (
        ('id, name where name = "O\'Hara"', {}),
        ("id where id in []", {}),
        ("sum(quantity), count(*) group by day", {"aggregated": True}),
        ("id, price order by price desc, id limit 2", {"ordered": True, "limited": True}),
    ):
        planning.expect_sent(right("remote_sql"), text, **parts)


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ('select "name" from "orders"', "the columns"),
        ('select "id" from "orders"', "the answer"),
        ('select "id" from "orders" where "id" in ()', "does not understand"),
        (None, "a text was asked for"),
    ],
)
def test_a_text_that_asks_for_other_things(sql, words):
    with pytest.raises(Wrong, match=words):
        planning.expect_sent(lambda query, plan, table: sql, "id where id in [2]")


def test_rows_in_another_order_are_wrong_where_there_is_an_order():
    backwards = lambda query, plan, table: 'select "id" from "orders" order by "id" desc'
    planning.expect_sent(backwards, "id")
    with pytest.raises(Wrong, match="the answer"):
        planning.expect_sent(backwards, "id order by id", ordered=True)


# --- Fetch and join ---------------------------------------------------------------------------------


def keeps_what_came(source, sql, tries):
    """The rows of a try that broke stay."""
    batches = []
    for _ in range(tries):
        try:
            cursor = source.execute(sql)
            while (batch := cursor.next()) is not None:
                batches.append(batch)
            return pa.concat_tables(batches)
        except SourceGone:
            continue
    raise SourceError("it went away")


def test_fetches_from_sources_that_break():
    fetched = streams.Interrupted(right("fetch"), 7)
    fetched.expect_rows(0, 2, None, tries=3)
    fetched.expect_rows(None, tries=1, rows=0)
    fetched.expect_error(SourceError, 1, 1, 1, tries=2, sent=2, naming="2")
    fetched.expect_error(ValueError, tries=0, sent=0, naming="0")
    twice = streams.Interrupted(keeps_what_came, 7)
    twice.expect_rows(0, None, tries=2)
    with pytest.raises(Wrong, match="number of rows"):
        twice.expect_rows(1, None, tries=2)
    with pytest.raises(Wrong, match="must refuse"):
        twice.expect_error(SourceError, 1, 1, 1, tries=2, sent=2, naming="2")


def brute_sums(here: pa.Table, there: pa.Table) -> dict:
    sums: dict = {}
    for key, amount in zip(*there.to_pydict().values()):
        for known, group in zip(*here.to_pydict().values()):
            if key is not None and key == known:
                sums[group] = sums.get(group, 0) + (amount or 0)
    return sums


def test_sums_by_duckdb_are_those_of_a_loop_over_all_pairs():
    rng = np.random.default_rng(1)
    some = lambda values: [value or None for value in rng.integers(0, values, 40).tolist()]
    for _ in range(20):
        groups = [f"g{group}" if group else None for group in some(3)]
        here, there = streams.local(zip(some(9), groups)), streams.remote(zip(some(9), some(5)))
        assert streams.sums_by_duckdb(here, there) == brute_sums(here, there)
        streams.expect_sums(right("join_batches"), here, there, brute_sums(here, there))


def test_drawn_rows_join():
    here, there = streams.drawn(np.random.default_rng(1))
    assert (here.num_rows, there.num_rows) == (500, 10_000)
    assert 0 < there["k"].null_count < 1000 and len(streams.sums_by_duckdb(here, there)) == 9


def collects_first(cursor, local, key, keep):
    batches = list(iter(cursor.next, None))
    whole = pa.concat_tables(batches) if batches else pa.table({key: [], keep: []})
    return right("join_batches")(streams.Batches(whole, len(whole) or 1), local, key, keep)


def test_a_join_that_collects_first_takes_memory():
    here, there = streams.local([(1, "x")]), streams.remote([(1, 5), (2, 6), (1, 7), (1, 8)])
    for join in (right("join_batches"), collects_first):
        streams.expect_sums(join, here, there, {"x": 20})
    with pytest.raises(Wrong, match="the dict of sums"):
        streams.expect_sums(right("join_batches"), here, there, {"x": 20.0})
    streams.expect_little_memory(right("join_batches"), batches=20, rows=1000)
    with pytest.raises(Wrong, match="are kept"):
        streams.expect_little_memory(collects_first, batches=20, rows=1000)
    with pytest.raises(Wrong, match="not right"):
        streams.expect_little_memory(lambda *given: {"x": 1}, batches=20, rows=1000)


def test_what_is_refused_and_what_is_not():
    planning.refuses_each(right("literal"), planning.NO_LITERALS)
    planning.expect_each(right("literal"), [("a", "'a'"), (None, "null")])
    with pytest.raises(Wrong):
        planning.refuses_each(right("literal"), [1])
    with pytest.raises(Raised):
        planning.expect_each(right("literal"), [(planning.NO_LITERALS[0], "nan")])
