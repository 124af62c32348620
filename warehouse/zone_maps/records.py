"""The shape of what is known of a block. Plain records; a condition on a column is a word of
several labs."""

from __future__ import annotations

from typing import NamedTuple

from warehouse.relational import OPERATORS, Predicate

__all__ = ["OPERATORS", "Predicate", "ZoneMap"]


class ZoneMap(NamedTuple):
    """What a warehouse remembers of one block of one column.

    ``minimum``, ``maximum``: plain Python values (int, float, str, date), over the values that are
    neither null nor NaN; both None where the block has no such value. ``null_count``: the nulls (a
    NaN is not null). ``rows``: all rows.
    """

    minimum: object
    maximum: object
    null_count: int
    rows: int
