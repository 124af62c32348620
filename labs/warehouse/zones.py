"""The shapes of the zone maps lab: what is known of a block, and one condition on a column. Plain records."""

from __future__ import annotations

from typing import NamedTuple

#: Every operator that a condition may have, as SQL knows them.
OPERATORS = ("=", "<>", "<", "<=", ">", ">=", "between", "in", "is_null", "is_not_null")


class ZoneMap(NamedTuple):
    """What a warehouse remembers of one block of one column.

    ``minimum``, ``maximum``: plain Python values (int, float, str, date), over the values that are neither null nor
    NaN; both None where the block has no such value. ``null_count``: the nulls (a NaN is not null). ``rows``: all rows.
    """

    minimum: object
    maximum: object
    null_count: int
    rows: int


class Predicate(NamedTuple):
    """One condition: ``column op value``.

    ``op``: one of ``OPERATORS``. ``value``: a plain Python value; a pair (low, high) for ``between``, both ends included;
    a list for ``in``; None, and not looked at, for ``is_null`` and ``is_not_null``.
    """

    column: str
    op: str
    value: object = None
