"""A reader's own SQL on the reader's engine: with DataFusion where it is installed, and without."""

from __future__ import annotations

import importlib
from decimal import Decimal

import pytest

from tests.solved import solved
from warehouse import plans
from warehouse.capstone import own_sql, views
from warehouse.capstone.records import Operators
from warehouse.plans import front_end


@pytest.fixture(scope="module")
def names():
    return solved("capstone")


@pytest.fixture(scope="module")
def operators(names):
    return Operators(*(names[part] for part in Operators._fields))


@pytest.fixture
def frozen(monkeypatch):
    """A front end that reads only the texts of the 22 queries."""

    def plan_of(text, context, schemas):
        number = next(n for n in range(1, 23) if plans.sql(n) == text)
        return plans.tpch(number).plan, plans.tpch(number).scales

    monkeypatch.setattr(front_end, "session", lambda: (None, {}))
    monkeypatch.setattr(front_end, "plan_of", plan_of)


def test_an_answer_stands_beside_duckdbs(names, operators, frozen):
    done = own_sql.answered(plans.sql(6), names["execute"], operators, slices=2)
    assert done.verdict == "DuckDB's rows" and done.columns == plans.names(done.plan)
    assert isinstance(done.rows[0][0], Decimal) and done.blocks > 0 and done.moved < 1_000
    page = views.own_sql(names["execute"], operators, plans.sql(3)).value
    assert "DuckDB's rows;" in page and "bytes planned" in page


def test_what_is_said_of_two_answers():
    rows = [(1, Decimal("2.50"), None), (2, Decimal("0.10"), "x")]
    assert own_sql.beside(rows, [(1, 2.5, None), (2, 0.1, "x")]) == "DuckDB's rows"
    assert own_sql.beside(rows, rows[::-1]) == "DuckDB's rows, in another order"
    for other in (rows[:1], [(1, 2.5, 0.0), rows[1]], [(1, Decimal("2.51"), None), rows[1]]):
        assert own_sql.beside(rows, other).startswith("other rows")


def test_without_datafusion_a_line_says_how_to_get_it(names, operators, monkeypatch):
    def away(name, package=None):
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", away)
    page = views.own_sql(names["execute"], operators, "select 1").value
    assert "pip install datafusion" in page and page.count("<p>") == 1
    with pytest.raises(front_end.NoFrontEnd):
        front_end.session()


SAID = (
    "select count(*) as n, count(distinct o_custkey) as c, avg(o_totalprice) as a from orders",
    "select distinct o_orderstatus from orders",
    "select sum(l_extendedprice) / sum(l_quantity) as p, 1.0 * sum(l_linenumber) / 7 as q from lineitem",
    "select n_name, r_name from region right join nation on n_regionkey = r_regionkey order by n_name",
    "select o_orderkey from orders where o_custkey in (select c_custkey from customer where c_acctbal < 0)",
    "select n_name from nation where n_nationkey not in (select s_nationkey from supplier) order by 1",
    "select a.n_name as x, b.n_name as y from nation a, nation b where a.n_regionkey < b.n_regionkey",
    "select extract(year from o_orderdate) as y, max(o_clerk) as m from orders group by 1 order by 1",
    "select o_orderkey, o_totalprice from orders where o_comment like '%special%' order by 2 desc limit 4",
    "select case when o_totalprice > 1000.5 then 'dear' else 'cheap' end as k, count(*) as n from orders group by 1",
)
REFUSED = {
    "selec x": "SQL error",
    "select x from nowhere": "not found",
    "create table t as select 1": "not supported",
    "select 1 as one": "EmptyRelation is no step",
    "select o_orderkey from orders limit 3": "a limit without an order",
    "select o_orderkey from orders order by 1 limit 5 offset 3": "with an offset",
    "select o_clerk from orders union all select o_comment from orders": "Union is no step",
    "select n_name, r_name from nation full join region on n_regionkey = r_regionkey": "kind Full",
    "select o_orderkey, row_number() over (order by o_orderkey) from orders": "WindowExpr is no step",
    "select * from orders where o_totalprice > (select avg(o_totalprice) from orders)": "one value",
    "select count(*) filter (where o_orderkey > 5) from orders": "some of its rows",
    "select stddev(o_totalprice) from orders": "plans have count",
    "select sum(1) from orders": "plans|constant|no expression",
    "select cast(o_totalprice as bigint) from orders": "a cast to Int64",
    "select upper(o_clerk) from orders": "upper.* is no expression",
    "select o_orderkey % 2 from orders": "the operator %",
    "select o_orderkey from orders where o_clerk ilike 'x%'": "minds the case",
    "select n_name from nation join (select c_nationkey from customer order by c_acctbal limit 3) t "
    "on c_nationkey = n_nationkey": "inside the query",
}  # fmt: skip


def test_what_datafusion_reads(names, operators):
    """What plans can say gives DuckDB's rows, and for the rest it is said what they cannot."""
    pytest.importorskip("datafusion", reason="optional: reads a reader's own SQL")
    for text in SAID:
        done = own_sql.answered(text, names["execute"], operators, slices=2)
        assert done.verdict.startswith("DuckDB's rows"), text
    context, schemas = front_end.session()
    for text, words in REFUSED.items():
        with pytest.raises(front_end.NotInPlans, match=words):
            front_end.plan_of(text, context, schemas)
