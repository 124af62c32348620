"""The shapes of the materialized_views lab: plain records, no behaviour.

A table is a *bag*, a dict from row to how many copies of it there are; a row is a tuple of whole
numbers, texts and nulls (None). A *delta* is a bag of what has changed: counts below 0 are copies
that went.
"""

from __future__ import annotations

from typing import NamedTuple

Row = tuple
Bag = dict[Row, int]


class Range(NamedTuple):
    """Keeps what lies from ``low`` to ``high``, both included; an end that is None is open. A null
    lies in no range. ``column``: a place in a row, or a name where columns have names."""

    column: int | str
    low: int | str | None
    high: int | str | None


class State(NamedTuple):
    """What is kept of a group. ``rows``: how many it has; for each summed column ``counts`` says
    how many values are not null, and ``sums`` what these add up to (0 where there are none)."""

    rows: int
    counts: tuple[int, ...]
    sums: tuple[int, ...]


class Totals(NamedTuple):
    """What a query is shown of a group: as SQL has it, sums and averages of nothing are null."""

    rows: int
    counts: tuple[int, ...]
    sums: tuple[int | None, ...]
    averages: tuple[float | None, ...]


class Extreme(NamedTuple):
    """What is kept of a group for a minimum. ``value``: the smallest, None where all are null;
    ``copies``: how many rows have just this value; ``values``: how many have one that is not null;
    ``rows``: how many there are."""

    value: int | str | None
    copies: int
    values: int
    rows: int


class Aggregate(NamedTuple):
    """``function``: count, sum, min, max or avg. ``count`` of column None counts rows, all else
    looks at values that are not null."""

    function: str
    column: str | None


class Query(NamedTuple):
    """``select GROUP_BY, AGGREGATES from TABLE where RANGES group by GROUP_BY``."""

    table: str
    ranges: tuple[Range, ...]
    group_by: tuple[str, ...]
    aggregates: tuple[Aggregate, ...]


class View(NamedTuple):
    """A stored answer of ``query``, from when its table was at ``version``: a row for each group,
    its columns are the query's groups and aggregates."""

    name: str
    query: Query
    version: int


class Output(NamedTuple):
    """A column that is computed from the aggregates of a view's rows.

    ``function``: ``sum``, ``min`` or ``max`` of the one aggregate in ``parts``, nulls left out; or
    ``ratio``, the sum of the first of two divided by the sum of the second (null where that is 0 or
    null). ``empty``: what stands where there is nothing to add up or compare, in place of null.
    """

    function: str
    parts: tuple[Aggregate, ...]
    empty: int | None


class Rewritten(NamedTuple):
    """A query over a view: its rows that lie in ``ranges``, grouped by ``group_by``, an output for
    each aggregate of the query. Without ``group_by`` it gives one row, also of no rows."""

    view: str
    ranges: tuple[Range, ...]
    group_by: tuple[str, ...]
    outputs: tuple[Output, ...]


class Asked(NamedTuple):
    """A query as the leader gets it. ``tables``: all that it reads; ``settings``: pairs of name and
    value that its answer may hang on; ``volatile``: whether it asks for the time, a random number,
    or the like."""

    text: str
    tables: tuple[str, ...]
    settings: tuple[tuple[str, str], ...]
    volatile: bool


def as_tuples(value: object) -> object:
    """Plain data with a tuple for every list in it; records stay what they are. For comparing answers in which
    either may stand."""
    if type(value) is list:
        value = tuple(value)
    if not isinstance(value, tuple):
        return value
    parts = map(as_tuples, value)
    return value._make(parts) if hasattr(value, "_fields") else tuple(parts)
