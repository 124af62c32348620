"""A synthetic workload over TPC-H, week by week: which joins ran, which filters, and how often. It
drifts.

In week 1 the company asks about orders, in week 3 about parts, and week 2 lies between. How often a
kind of query runs in a week is drawn from the course seed; nothing here says which layout suits it.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

from warehouse import data
from warehouse.checks.generated import generator
from warehouse.distribution.records import table_bytes
from warehouse.relational import Predicate


class Join(NamedTuple):
    """An equality join: ``left.left_column = right.right_column``. Which side is left says
    nothing."""

    left: str
    left_column: str
    right: str
    right_column: str


class Query(NamedTuple):
    """One kind of query. ``joins``: its joins. ``filters``: pairs (table, ``Predicate``).
    ``times``: how often it ran."""

    name: str
    joins: tuple[Join, ...]
    filters: tuple[tuple[str, Predicate], ...]
    times: int


LINES_ORDERS = Join("lineitem", "l_orderkey", "orders", "o_orderkey")
ORDERS_CUSTOMER = Join("orders", "o_custkey", "customer", "c_custkey")
LINES_PART = Join("lineitem", "l_partkey", "part", "p_partkey")
LINES_SUPPLIER = Join("lineitem", "l_suppkey", "supplier", "s_suppkey")
LINES_STOCK = Join("lineitem", "l_partkey", "partsupp", "ps_partkey")
STOCK_PART = Join("part", "p_partkey", "partsupp", "ps_partkey")
STOCK_SUPPLIER = Join("partsupp", "ps_suppkey", "supplier", "s_suppkey")

#: Name, joins, and how often it runs about in weeks 1 and 3. The joins stand in TPC-H's queries of
#: these numbers, some of which have more.
KINDS = (
    ("Q3, unshipped orders", (LINES_ORDERS, ORDERS_CUSTOMER), 40, 4),
    ("Q12, late by mode", (LINES_ORDERS,), 50, 3),
    ("Q13, orders of a customer", (ORDERS_CUSTOMER,), 15, 10),
    ("Q5, local suppliers", (LINES_ORDERS, LINES_SUPPLIER), 8, 4),
    ("Q14, promotions", (LINES_PART,), 6, 60),
    ("Q9, profit by part", (LINES_PART, LINES_STOCK, LINES_SUPPLIER), 2, 45),
    ("Q2, cheapest supplier", (STOCK_PART, STOCK_SUPPLIER), 5, 30),
)


def week(number: int) -> list[Query]:
    """The queries of week 1, 2 or 3. Raises ValueError for another number."""
    if number not in (1, 2, 3):
        raise ValueError(f"the workload has weeks 1 to 3, not {number}")
    rng = generator("workload", number)
    share = (number - 1) / 2
    queries = []
    for name, joins, first, third in KINDS:
        times = int(rng.poisson((1 - share) * first + share * third)) + 1
        queries.append(Query(name, joins, _filters(name, joins, number, rng), times))
    return queries


def _filters(
    name: str, joins: tuple[Join, ...], number: int, rng
) -> tuple[tuple[str, Predicate], ...]:
    """Every query on lineitem looks at a month or two of it by ship date, some at its small
    quantities."""
    found = []
    if any(join.left == "lineitem" for join in joins):
        first = date(1993, 1, 1) + timedelta(int(rng.integers(0, 1600)))
        found.append(
            (
                "lineitem",
                Predicate(
                    "l_shipdate", "between", (first, first + timedelta(int(rng.integers(20, 60))))
                ),
            )
        )
    if name.startswith("Q9") and number == 3:
        found.append(("lineitem", Predicate("l_quantity", "<", int(rng.integers(8, 20)))))
    if any("orders" in (join.left, join.right) for join in joins):
        first = date(1993, 1, 1) + timedelta(int(rng.integers(0, 1600)))
        found.append(
            ("orders", Predicate("o_orderdate", "between", (first, first + timedelta(90))))
        )
    return tuple(found)


@cache
def sizes(scale: float = 0.01) -> dict[str, int]:
    """Bytes of every TPC-H table at ``scale``, as Arrow sends its rows."""
    return {
        name: table_bytes(data.table(name, scale))
        for name in ("lineitem", "orders", "customer", "part", "partsupp", "supplier")
    }
