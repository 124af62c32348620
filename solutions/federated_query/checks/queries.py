"""The tables of the cases, and queries written as texts."""

from __future__ import annotations

import re
from datetime import date

from warehouse.federated_query import generated
from warehouse.federated_query.federation import (
    Aggregate,
    Filter,
    Query,
    RemoteTable,
)

#: The orders in a source that sorts as the warehouse does, and in one that does not.
PLAIN = RemoteTable("orders", generated.ORDERS, "C")
ENGLISH = RemoteTable("orders", generated.ORDERS, "en_US")

#: The same columns the other way round, and a collation whose name only begins like the one of
#: bytes.
BACKWARDS = RemoteTable("orders", dict(reversed(generated.ORDERS.items())), "C.UTF-8")

#: Another table of the same name, whose columns have the same names and other types.
TURNED = PLAIN._replace(columns=generated.ORDERS | {"quantity": "float", "price": "integer",
                                                    "name": "char", "code": "text"})  # fmt: skip

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
