"""The course's one language of query plans: six kinds of steps, and expressions as nested lists.

A plan says what an engine does and not how: which table is read, what is kept of it, what is joined.
Labs read plans, compile them, define views in them, and spread them over slices; ``evaluate`` runs
them, plainly. ``tpch`` has the 22 queries of TPC-H as plans.

Money is a whole number: of a column that the database calls decimal(15, 2) the plan sees the
hundredths (``stored``), and 1 - l_discount is 100 - l_discount. So sums are exact whatever their
order, and a value takes 8 bytes. What a result's number counts (``Query.scales``) is known before
anything runs.

An expression is one of (``a``, ``b``, ``c`` are expressions):

====================================  ===========================================================
``["column", name]``                  a column of the step's input
``["literal", value]``                a whole number, float, text, date, or True or False
``["+", a, b]``, ``-``, ``*``         of whole numbers: exact, or an error above 64 bits
``["/", a, b]``                       of floats
``["float", a]``                      a whole number as a float
``["=", a, b]``, ``<>``, ``<`` ...    null where one of the two is null
``["and", a, b]``, ``or``, ``not``    of three values, as in SQL
``["in", a, [value, ...]]``           one of these values; null for null
``["like", a, pattern]``              ``%`` is any text, ``_`` one letter
``["is_null", a]``
``["case", [[c, a], ...], b]``        the first ``a`` whose ``c`` is true, otherwise ``b``
``["year", a]``                       of a date
``["substring", a, start, count]``    of a text; the first letter is 1
====================================  ===========================================================
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

Expression = list

COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")
KINDS = ("inner", "left", "semi", "anti")
FUNCTIONS = ("count", "sum", "min", "max", "avg")


class Scan(NamedTuple):
    """Rows of a table for which ``predicate`` is true (all, where it is None).

    ``columns``: of the table, all that are read, also where only the predicate needs one.
    ``names``: what the plan calls them, each name once in a plan.
    """

    table: str
    columns: list[str]
    names: list[str]
    predicate: Expression | None


class Filter(NamedTuple):
    """The rows of ``input`` for which ``predicate`` is true."""

    input: Plan
    predicate: Expression


class Project(NamedTuple):
    """One column for each of ``names``, computed by the expression at its place."""

    input: Plan
    names: list[str]
    expressions: list[Expression]


class Join(NamedTuple):
    """Pairs of rows whose keys are equal (null equals nothing) and for which ``residual`` is true.

    ``kind``: ``inner`` gives the pairs; ``left`` also each row of ``left`` without a pair, with
    nulls; ``semi`` the rows of ``left`` that have a pair, each once; ``anti`` those that have none.
    Without keys every row meets every row.
    """

    kind: str
    left: Plan
    right: Plan
    left_keys: list[str]
    right_keys: list[str]
    residual: Expression | None


class Aggregate(NamedTuple):
    """One row for each group of equal values in ``group_by`` (null equals null); without group
    columns one row, also of no rows.

    ``names``: those of the aggregates; the result has ``group_by`` before them. ``aggregates``:
    (function, column, distinct, scale) each. ``count`` of column None counts rows; all else leaves
    nulls out, and but for counts gives null where nothing is left. ``avg`` is a float: the sum
    divided by the count and by 10**scale.
    """

    input: Plan
    group_by: list[str]
    names: list[str]
    aggregates: list[tuple[str, str | None, bool, int]]


class Sort(NamedTuple):
    """The rows in order of ``keys``, (name, descending, nulls_first) each; the first ``limit`` of
    them, all where it is None."""

    input: Plan
    keys: list[tuple[str, bool, bool]]
    limit: int | None


Plan = Scan | Filter | Project | Join | Aggregate | Sort
_STEPS = {step.__name__: step for step in (Scan, Filter, Project, Join, Aggregate, Sort)}


class Query(NamedTuple):
    """A plan and what its result means. ``scales``: for each column of the result the decimal places
    that its whole numbers count; None where it holds no whole numbers."""

    number: int
    plan: Plan
    scales: list[int | None]


def inputs(plan: Plan) -> list[Plan]:
    """The steps that a step takes its rows from: none, one, or left and right."""
    if isinstance(plan, Scan):
        return []
    return [plan.left, plan.right] if isinstance(plan, Join) else [plan.input]


def steps(plan: Plan) -> Iterator[Plan]:
    """All steps of a plan, the last one of the work first; left before right."""
    yield plan
    for step in inputs(plan):
        yield from steps(step)


def names(plan: Plan) -> list[str]:
    """The columns of a plan's result."""
    match plan:
        case Scan() | Project():
            return list(plan.names)
        case Filter() | Sort():
            return names(plan.input)
        case Join(kind="semi" | "anti"):
            return names(plan.left)
        case Join():
            return names(plan.left) + names(plan.right)
        case Aggregate():
            return [*plan.group_by, *plan.names]
    raise TypeError(f"{type(plan).__name__} is no step of a plan")


def columns_of(expression: Expression) -> set[str]:
    """The columns that an expression names."""
    kind, *parts = expression
    if kind == "column":
        return {parts[0]}
    if kind == "literal":
        return set()
    if kind == "case":
        cases, otherwise = parts
        return columns_of(otherwise).union(*(columns_of(part) for case in cases for part in case))
    if kind == "in":  # behind the expression come values
        return columns_of(parts[0])
    return set().union(*(columns_of(part) for part in parts if isinstance(part, list)))


def stored(table: pa.Table) -> pa.Table:
    """A table as plans see it: decimals as whole numbers of their smallest unit, int32 as int64.
    Raises ``pyarrow.ArrowInvalid`` for one of more than 64 bits."""
    return pa.table({name: _stored(table[name]) for name in table.column_names})


def _stored(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_decimal(column.type):
        shift = pa.scalar(10**column.type.scale, pa.decimal128(column.type.scale + 1, 0))
        return pc.multiply(column, shift).cast(pa.int64())
    return column.cast(pa.int64()) if pa.types.is_integer(column.type) else column


def to_data(plan: Plan) -> list:
    """A plan as JSON can hold it: a step is its name and its fields."""
    return [type(plan).__name__, *map(_to_data, plan)]


def _to_data(value: object) -> object:
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return to_data(value)
    if isinstance(value, (list, tuple)):
        return [_to_data(part) for part in value]
    return {"date": value.isoformat()} if isinstance(value, datetime.date) else value


def from_data(data: list) -> Plan:
    """The plan that ``to_data`` wrote. Raises ``ValueError`` for what is no plan."""
    if not isinstance(data, list) or not data or data[0] not in _STEPS:
        raise ValueError(f"no step of a plan: {str(data)[:80]}")
    step, fields = _STEPS[data[0]], data[1:]
    if len(fields) != len(step._fields):
        raise ValueError(f"a {data[0]} has {len(step._fields)} fields, not {len(fields)}")
    return step(*(_from_data(name, value) for name, value in zip(step._fields, fields)))


def _from_data(field: str, value: object) -> object:
    if field in ("input", "left", "right"):
        return from_data(value)
    if field in ("aggregates", "keys"):
        return [tuple(part) for part in value]
    return _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return datetime.date.fromisoformat(value["date"])
    return [_plain(part) for part in value] if isinstance(value, list) else value


@cache
def _frozen() -> dict[str, dict]:
    return json.loads((Path(__file__).parent / "tpch" / "plans.json").read_text())


def tpch(number: int) -> Query:
    """One of the 22 queries of TPC-H, with the specification's default parameters; its SQL is
    ``sql(number)``. Raises ``ValueError`` for another number."""
    found = _frozen().get(str(number))
    if found is None:
        raise ValueError(f"TPC-H has queries 1 to 22, and none of number {number}")
    return Query(number, from_data(found["plan"]), found["scales"])


def sql(number: int) -> str:
    """The text from which ``tpch(number)`` was made, in SQL that DuckDB runs."""
    return (Path(__file__).parent / "tpch" / f"q{number:02}.sql").read_text()
