"""Filters that may be pushed and filters that may not, and what ``can_push`` must say of them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import product

from warehouse.checks import run_each
from warehouse.checks.compare import is_bool
from warehouse.federated_query import generated
from warehouse.federated_query.federation import Filter, RemoteTable


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
        # a list that is not in order: whoever sorts it changes what is not his
        value = {"between": (low, high), "in": [high, low], "is_null": None, "is_not_null": None}
        yield Filter(column, op, value.get(op, high), divisor)
        if op == "in":
            yield from (Filter(column, op, [high, low][:1] * times, divisor) for times in (0, 20))


#: Values that a rule might take for special, of which none is.
ODD_VALUES = {
    "quantity": (0, -1, 2.5, 2**31 - 1, 2**31, -(2**63) - 1),
    "price": (3, 0, -0.0, 1e300, 2**53 + 1, -math.inf, math.nan, math.inf),
    "name": ("", "é", "a "),
    "code": ("", "A1345678", "é", "A1      "),
    "day": (date.min, date.max),
}


def odd_filters(columns: str) -> Iterator[Filter]:
    """Filters whose values are odd: whole numbers for floats and the other way round, the smallest and
    the largest, what SQL has no literal for, texts beyond ASCII and of a column's whole width; intervals
    in which nothing is, or one value; long lists, lists with one twice, and with None."""
    for column in columns.split():
        low, *_, high = values = ODD_VALUES[column]
        yield from (Filter(column, op, value) for op in ("=", "<>", "<", ">=") for value in values)
        yield from (
            Filter(column, "between", ends) for ends in ((high, low), (low, high), (low, low))
        )
        lists = [high, low, high], [low, None], [None], [low] * 1200
        yield from (Filter(column, "in", some) for some in lists)
        yield from (Filter(column, op, None) for op in ("=", "<>"))


#: Filters that are none, and what of them must be named.
UNKNOWN = (
    (Filter("nowhere", "=", 1), "nowhere"),
    (Filter("nowhere", "is_null", None, 2), "nowhere"),
    (Filter("Quantity", "=", 1), "Quantity"),
    (Filter("name", "like", "a"), "like"),
    (Filter("code", "like", "a"), "like"),
    (Filter("code", "like", "a", 2), "like"),
    (Filter("day", "is_nul"), "is_nul"),
    (Filter("id", "<> <", 1), "<> <"),
    (Filter("price", "not", 1.5), "not"),
    (Filter("price", "==", 1.5, 0), "=="),
    (Filter("quantity", "is not null", None, 2), "is not null"),
    (Filter("day", "IN", []), "IN"),
    (Filter("", "=", 1), ""),
    (Filter("id", "", 1), ""),
    (Filter("delivered to the Café" * 4, "=", 1), "delivered to the Café" * 4),
    (Filter("id", "is_distinct_from_or_null", 1), "is_distinct_from_or_null"),
)


def expect_pushed(
    can_push: Callable, asked: Iterable[Filter], right: bool | None, *tables: RemoteTable
) -> None:
    """``can_push`` must say ``right`` of each of the filters on each of the tables; None: what
    ``may_go`` says."""
    cases = list(product(asked, tables))
    for (one, table), got in run_each(can_push, cases):
        quotient = f" / {one.divided_by}" if one.divided_by is not None else ""
        words = f"{one.column}{quotient} {one.op} under collation {table.collation}"
        is_bool(got, may_go(one, table) if right is None else right, words)
