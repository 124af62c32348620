"""Words of queries that several labs use: a condition on a column. Plain records."""

from __future__ import annotations

from typing import NamedTuple

#: Every operator that a condition may have, as SQL knows them.
OPERATORS = ("=", "<>", "<", "<=", ">", ">=", "between", "in", "is_null", "is_not_null")


class Predicate(NamedTuple):
    """One condition: ``column op value``.

    ``op``: one of ``OPERATORS``. ``value``: a plain Python value; a pair (low, high) for
    ``between``, both ends included; a list for ``in``; None, and not looked at, for ``is_null`` and
    ``is_not_null``.
    """

    column: str
    op: str
    value: object = None
