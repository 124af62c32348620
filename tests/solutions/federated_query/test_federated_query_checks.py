"""What the graded cells of federated queries are written with: queries as texts, the oracle of what
may be pushed against both engines, and the judges against right and wrong answers."""

from __future__ import annotations

import math
from collections import Counter
from datetime import date
from functools import cache

import numpy as np
import pyarrow as pa
import pytest

from solutions.federated_query.checks import (
    planning,
    pushing,
    queries,
    quoting,
    sending,
)
from solutions.federated_query.checks.pushing import filters
from solutions.federated_query.checks.queries import ENGLISH, PLAIN, asked
from solved import solved
from warehouse.checks import Wrong
from warehouse.checks.outcomes import Raised
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
    assert len(made) == 20  # two columns, two divisors; lists of two values, of none, and of twenty
    assert {len(one.value) for one in made if one.op == "in"} == {0, 2, 20}
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
            if pushing.may_go(asked_for, table):
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
    one = queries.filter_of(text)
    assert not pushing.may_go(one, table)
    assert not pushed_alike(one, table, rows)


def test_a_filter_pushed_or_kept_for_no_reason():
    pushing.expect_pushed(right("can_push"), filters("price", "<", 2), True, PLAIN, ENGLISH)
    with pytest.raises(Wrong, match="price / 0 < under collation C"):
        pushing.expect_pushed(lambda *any: True, filters("price", "<", 0), False, PLAIN)


def test_odd_values_go_as_others_do():
    made = list(filters("quantity price name day", "= <> < >= between in"))
    odd = list(pushing.odd_filters("quantity price name day"))
    assert {one.op for one in odd} == {one.op for one in made}
    assert any(type(one.value) is int for one in odd if one.column == "price")
    assert any(type(one.value) is float for one in odd if one.column == "quantity")
    assert any(type(one.value) is int and one.value >= 2**31 for one in odd)
    assert any(type(one.value) is float and math.isnan(one.value) for one in odd)
    assert any(type(one.value) is float and math.isinf(one.value) for one in odd)
    assert any(None in one.value for one in odd if one.op == "in")
    assert any(not one.value.isascii() for one in odd if type(one.value) is str)
    assert any(one.value[0] > one.value[1] for one in odd if one.op == "between")
    pushing.expect_pushed(right("can_push"), odd, True, PLAIN)
    full = [one for one in pushing.odd_filters("code") if len(str(one.value)) == 8]
    assert any(not str(one.value).endswith(" ") for one in full)


@pytest.mark.parametrize("value", [2.5, 2**31, -(2**63) - 1, math.inf, -math.inf, math.nan, None])
def test_odd_numbers_come_out_alike(value):
    """Of numbers that the other engine has another type for, or no literal."""
    rows = generated.orders(np.random.default_rng(2), 50)
    for column in ("quantity", "price"):
        for op in ("=", "<>", "<", ">="):
            assert pushed_alike(Filter(column, op, value), PLAIN, rows), (column, op)


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


def test_one_slip_is_wrong_in_one_part():
    """Whatever follows from a slip is judged by the plan's own word."""
    rng = lambda: np.random.default_rng(5)
    for parts in ("pushed kept", "columns", "aggregated", "ordered", "limited"):
        planning.expect_drawn_plans(right("make_plan"), parts, rng())
        never = lambda *given: right("make_plan")(*given)._replace(
            aggregated=False, columns=("id",)
        )
        if parts in ("pushed kept", "columns"):
            planning.expect_drawn_plans(never, "pushed kept", rng())
        if parts in ("aggregated", "columns"):
            with pytest.raises(Wrong, match=f"{parts} of the plan for"):
                planning.expect_drawn_plans(never, parts, rng())


def by_definition(query: Query, table: RemoteTable) -> Plan:
    """The plan of which every part is what the checks ask for."""
    goes = [pushing.may_go(one, table) for one in query.filters]
    got: dict = {"kept": None, "aggregated": None, "ordered": None}
    for part in ("pushed", "kept", "aggregated", "ordered", "limited", "columns"):
        got[part] = planning.right_part(part, query, table, goes, got)
    return Plan(**got)


@pytest.mark.parametrize("table", [PLAIN, ENGLISH], ids=["C", "en_US"])
def test_the_definition_of_a_plan_gives_the_warehouses_own_answers(table):
    """For queries whose answer is the same rows in the same order however it is computed."""
    rng = np.random.default_rng(5)
    rows = generated.orders(rng, 300)
    source, done = EmulatedPostgres({"orders": (table, rows)}), Counter()
    for _ in range(150):
        query = generated.random_query(rng)
        plan = by_definition(query, table)
        assert plan == right("make_plan")(query, table, pushing.may_go)
        there = planning.fetched(query, table, plan, source)
        assert (
            federation.finish(query, plan, there).to_pylist()
            == federation.in_warehouse(query, rows).to_pylist()
        ), query
        done.update(
            name
            for name in ("aggregated", "ordered", "limited", "kept", "pushed")
            if getattr(plan, name)
        )
    assert (
        min(done[name] for name in ("aggregated", "ordered", "limited", "kept", "pushed")) >= 5
    ), done


def test_the_selective_query_fetches_a_fiftieth():
    rows = generated.orders(np.random.default_rng(5), 20_000)
    query = asked("id, price where quantity between (5, 7)")
    sent = planning.fetched(
        query, PLAIN, by_definition(query, PLAIN), EmulatedPostgres({"orders": (PLAIN, rows)})
    )
    assert 0 < sent.nbytes <= rows.nbytes / 50


def test_rows_may_be_in_the_order_of_a_column_that_nobody_asked_for():
    rows = pa.table({"id": [1, 2, 3], "price": [2.0, None, 1.0]})
    query = Query(("id",), order=(("price", True),), limit=2)
    assert federation.in_warehouse(query, rows).to_pylist() == [{"id": 1}, {"id": 3}]


def test_what_drawn_queries_have_in_them():
    drawn = planning.drawn_queries(np.random.default_rng(3), 400)
    kinds = generated.ORDERS
    features = Counter()
    for query in drawn:
        columns = [column for column, _ in query.order]
        features.update(
            {
                "no filters": not query.filters,
                "three filters": len(query.filters) >= 3,
                "a filter twice": len(set(map(str, query.filters))) < len(query.filters),
                "two groups, one padded": len(query.group_by) == 2 and "code" in query.group_by,
                "two aggregates": len(query.aggregates) == 2,
                "aggregates without groups": bool(query.aggregates and not query.group_by),
                "an order of three": len(columns) == 3,
                "a padded or text column last in it": len(columns) > 1
                and columns[-1] in ("code", "name"),
                "a descending order": any(down for _, down in query.order),
                "an order of what is not chosen": bool(
                    set(columns) - {*query.columns, *query.group_by}
                ),
                "limit 0": query.limit == 0,
                "no limit": query.limit is None,
                "a limit and no order": bool(query.limit and not query.order),
                "an order of aggregates": bool(query.aggregates and query.order),
            }
        )
        features.update((one.function, kinds.get(one.column)) for one in query.aggregates)
        features.update((one.op, one.divided_by is not None) for one in query.filters)
    wanted = {("count", None), ("sum", "float"), ("sum", "integer"), ("avg", "integer")}
    wanted |= {
        (f, kind) for f in ("min", "max") for kind in ("integer", "float", "text", "char", "date")
    }
    wanted |= {(op, False) for op in OPERATORS} | {("=", True), ("is_null", True)}
    missing = [name for name, often in features.items() if not often]
    assert not missing and not wanted - features.keys(), (missing, wanted - features.keys())
    assert all(
        len(set(query.columns)) == len(query.columns) and (query.columns or query.aggregates)
        for query in drawn
    )


def test_a_rule_is_asked_about_the_very_filters():
    planning.expect_equal_apart(right("make_plan"))

    def without_values(query, table, pushable):
        asked_about = lambda one, table: pushable(one._replace(value=tuple(one.value or ())), table)
        in_lists = lambda one, table: (asked_about if one.op == "in" else pushable)(one, table)
        return right("make_plan")(query, table, in_lists)

    with pytest.raises(Wrong, match="what pushable was asked about"):
        planning.expect_equal_apart(without_values)


# --- The text that is sent --------------------------------------------------------------------------


def test_texts_are_held_against_the_plan():
    for text, parts in (
        ('id, name where name = "O\'Hara"', {}),
        ("id where id in []", {}),
        ("sum(quantity), count(*) group by day", {"aggregated": True}),
        ("id, price order by price desc, id limit 2", {"ordered": True, "limited": True}),
    ):
        sending.expect_sent(right("remote_sql"), text, **parts)


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
        sending.expect_sent(lambda query, plan, table: sql, "id where id in [2]")


def test_rows_in_another_order_are_wrong_where_there_is_an_order():
    backwards = lambda query, plan, table: 'select "id" from "orders" order by "id" desc'
    sending.expect_sent(backwards, "id")
    with pytest.raises(Wrong, match="the answer"):
        sending.expect_sent(backwards, "id order by id", ordered=True)


def test_a_bare_name_is_found_wherever_it_stands():
    sending.expect_quoted(
        'select "id", sum("price") as "sum_price" from "orders" where "name" = \'id\'',
        sending.ORDERS,
    )
    for sql in (
        'select id from "orders"',
        'select "id" from ORDERS',
        'select sum("price") as sum_price from "orders"',
    ):
        with pytest.raises(Wrong, match="in double quotes"):
            sending.expect_quoted(sql, sending.ORDERS)


def test_what_drawn_conditions_have_in_them():
    drawn = sending.conditions(np.random.default_rng(3), 45)
    filters_of = [one for query in drawn for one in query.filters]
    assert {one.op for one in filters_of} == set(OPERATORS)
    assert {one.divided_by for one in filters_of} == {None, 2, -4}
    divided = {one.column for one in filters_of if one.divided_by}
    assert divided == {"price", "quantity"}  # the one is divided otherwise than the other
    assert {len(one.value) for one in filters_of if one.op == "in"} == {0, 1, 2}
    assert {
        sending.ORDERS.columns[one.column] for one in filters_of if one.op in ("=", "<", ">")
    } >= {"date", "float"}
    several = [(query.filters[0].op, query.filters[-1].op) for query in drawn if query.filters[1:]]
    assert {*several} >= {("in", "="), ("=", "in"), ("<>", "="), ("=", "<>")}
    values = [
        value
        for one in filters_of
        for value in (one.value if isinstance(one.value, (list, tuple)) else [one.value])
    ]
    assert any(type(value) is date and value.year < 1000 for value in values)
    assert any(type(value) is float and len(repr(value)) > 8 for value in values)


def test_what_odd_texts_and_numbers_have_in_them():
    texts = "|".join(quoting.odd_texts(np.random.default_rng(3), 60))
    assert all(one in texts for one in quoting.ODD)
    for piece, text in zip(quoting.ODD, quoting.placed(), strict=True):
        assert text.startswith(piece) and text.endswith(piece) and 2 * piece in text[1:-1]
    numbers = quoting.odd_numbers(np.random.default_rng(3))
    assert any(type(n) is int and n > 2**63 - 1 for n in numbers) and any(
        str(n) == "-0.0" for n in numbers
    )
    assert any("e-" in repr(n) for n in numbers) and any("e+" in repr(n) for n in numbers)
    assert quoting.doubled("a'b", "'") == "'a''b'"


def test_what_is_refused_and_what_is_not():
    quoting.refuses_each(right("literal"), quoting.NO_LITERALS)
    quoting.expect_each(right("literal"), [("a", "'a'"), (None, "null")])
    quoting.expect_no_repr(right("literal"))
    quoting.expect_no_repr(lambda value: right("literal")(value.item()))  # as Python's own
    with pytest.raises(Wrong):
        quoting.expect_no_repr(repr)
    with pytest.raises(Wrong):
        quoting.refuses_each(right("literal"), [1])
    with pytest.raises(Raised):
        quoting.expect_each(right("literal"), [(quoting.NO_LITERALS[0], "nan")])
