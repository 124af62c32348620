"""Runs a plan as plainly as it can be run: whole tables, one step after the other. What labs build
is compared with it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse import plans
from warehouse.plans import Aggregate, Expression, Filter, Join, Plan, Project, Scan, Sort

#: (table, columns) -> those columns as ``plans.stored`` gives them
Source = Callable[[str, list[str]], pa.Table]

_BINARY = {
    "+": pc.add_checked,
    "-": pc.subtract_checked,
    "*": pc.multiply_checked,
    "/": pc.divide,
    "=": pc.equal,
    "<>": pc.not_equal,
    "<": pc.less,
    "<=": pc.less_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
    "and": pc.and_kleene,
    "or": pc.or_kleene,
}
_ROW = "row"  # of the table beside it, in joins; no name in a plan has a blank around it
_LEFT, _RIGHT, _WIDE, _ONCE = " left ", " right ", " wide", " once"


def run(plan: Plan, source: Source) -> pa.Table:
    """The plan's result, its columns in the order of ``plans.names(plan)``.

    Without a ``Sort`` the order of rows is free. Whole numbers are int64. Raises
    ``pyarrow.ArrowInvalid`` where one passes 64 bits.
    """
    match plan:
        case Scan(table, columns, names, predicate):
            rows = source(table, columns).select(columns).rename_columns(names)
            return rows if predicate is None else _keep(rows, predicate)
        case Filter(input, predicate):
            return _keep(run(input, source), predicate)
        case Project(input, names, expressions):
            rows = run(input, source)
            return pa.table([value(e, rows) for e in expressions], names=names)
        case Join():
            return _join(plan, run(plan.left, source), run(plan.right, source))
        case Aggregate():
            return _aggregate(plan, run(plan.input, source))
        case Sort(input, keys, limit):
            rows = run(input, source)
            return rows.take(_order(rows, keys)[:limit])
    raise TypeError(f"{type(plan).__name__} is no step of a plan")


def value(expression: Expression, rows: pa.Table) -> pa.ChunkedArray:
    """What an expression is for each row: as many values as there are rows. Raises ``ValueError``
    for an unknown one."""
    got = _value(expression, rows)
    if isinstance(got, pa.Scalar):
        return pa.chunked_array([pa.repeat(got, len(rows))])
    return got if isinstance(got, pa.ChunkedArray) else pa.chunked_array([got])


def _value(expression: Expression, rows: pa.Table) -> pa.ChunkedArray | pa.Array | pa.Scalar:
    kind, *parts = expression
    if kind in _BINARY:
        left, right = (_value(part, rows) for part in parts)
        return _BINARY[kind](left, right)
    match expression:
        case ["column", name]:
            return rows[name]
        case ["literal", constant]:
            return pa.scalar(constant)
        case ["float", a]:
            return pc.cast(_value(a, rows), pa.float64(), safe=False)
        case ["not", a]:
            return pc.invert(_value(a, rows))
        case ["in", a, values]:
            column = value(a, rows)
            found = pc.is_in(column, pa.array(values, column.type))
            return pc.if_else(pc.is_null(column), pa.scalar(None, pa.bool_()), found)
        case ["like", a, pattern]:
            return pc.match_like(_value(a, rows), pattern)
        case ["is_null", a]:
            return pc.is_null(_value(a, rows))
        case ["case", cases, otherwise]:
            result = value(otherwise, rows)
            for condition, then in reversed(cases):
                held = pc.fill_null(value(condition, rows), False)
                result = pc.if_else(held, value(then, rows), result)
            return result
        case ["year", a]:
            return pc.year(_value(a, rows))
        case ["substring", a, start, count]:
            return pc.utf8_slice_codeunits(_value(a, rows), start - 1, start - 1 + count)
    raise ValueError(f"no expression of a plan: {str(expression)[:80]}")


def _keep(rows: pa.Table, predicate: Expression) -> pa.Table:
    return rows.filter(value(predicate, rows))  # null is not true


def _join(join: Join, left: pa.Table, right: pa.Table) -> pa.Table:
    """By the numbers of the rows that make pairs: all four kinds follow from these."""
    at_left, at_right = _pairs(join, left, right)
    if join.residual is not None:
        both = _side_by_side(left.take(at_left), right.take(at_right))
        held = pc.fill_null(value(join.residual, both), False)
        at_left, at_right = at_left.filter(held), at_right.filter(held)
    has_one = np.zeros(len(left), bool)
    has_one[at_left.to_numpy()] = True
    match join.kind:
        case "inner":
            return _side_by_side(left.take(at_left), right.take(at_right))
        case "left":
            alone = pa.chunked_array([np.flatnonzero(~has_one)], pa.int64())
            nothing = pa.chunked_array([pa.nulls(len(alone), pa.int64())])
            at_left = pa.chunked_array([*at_left.chunks, *alone.chunks], pa.int64())
            at_right = pa.chunked_array([*at_right.chunks, *nothing.chunks], pa.int64())
            return _side_by_side(left.take(at_left), right.take(at_right))
        case "semi":
            return left.filter(pa.array(has_one))
        case "anti":
            return left.filter(pa.array(~has_one))
    raise ValueError(f"no kind of join: {join.kind!r}; there are {', '.join(plans.KINDS)}")


def _pairs(join: Join, left: pa.Table, right: pa.Table) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """The rows' numbers, int64, of every pair whose keys are equal."""
    if not join.left_keys:
        numbers = np.repeat(np.arange(len(left)), len(right))
        others = np.tile(np.arange(len(right)), len(left))
        return pa.chunked_array([numbers], pa.int64()), pa.chunked_array([others], pa.int64())
    keys = [f"{_ROW} {place}" for place in range(len(join.left_keys))]
    sides = []
    for rows, wanted, name in ((left, join.left_keys, _LEFT), (right, join.right_keys, _RIGHT)):
        side = rows.select(wanted).rename_columns(keys)
        sides.append(side.append_column(name, pa.array(np.arange(len(rows)))))
    found = sides[0].join(sides[1], keys, join_type="inner", use_threads=False)
    return found[_LEFT], found[_RIGHT]


def _side_by_side(left: pa.Table, right: pa.Table) -> pa.Table:
    return pa.table(left.columns + right.columns, names=left.column_names + right.column_names)


def _aggregate(step: Aggregate, rows: pa.Table) -> pa.Table:
    wanted = []
    for number, (function, column, distinct, _) in enumerate(step.aggregates):
        if distinct and function in ("sum", "avg"):
            once = _first_of_each(rows, step.group_by, column)
            column = f"{_ONCE} {number}"
            rows = rows.append_column(column, once)
        if function == "sum" and _may_pass_64_bits(rows[column]):
            wide = pc.cast(rows[column], pa.decimal128(19))
            rows = rows.append_column(f"{_WIDE} {number}", wide)
            wanted.append((f"{_WIDE} {number}", "sum"))
        elif column is None:
            wanted.append(([], "count_all"))
        elif distinct and function == "count":
            wanted.append((column, "count_distinct", pc.CountOptions(mode="only_valid")))
        else:
            wanted.append((column, {"avg": "mean"}.get(function, function)))
    groups = rows.group_by(step.group_by, use_threads=False).aggregate(wanted)
    # Arrow puts the keys first, and may give two aggregates one name: they go by their place
    columns = []
    for (function, _, _, scale), column in zip(
        step.aggregates, groups.columns[len(step.group_by) :]
    ):
        if function == "avg" and scale:
            column = pc.divide(column, 10.0**scale)
        elif pa.types.is_decimal(column.type):
            column = pc.cast(column, pa.int64())
        columns.append(column)
    keys = groups.columns[: len(step.group_by)]
    return pa.table(keys + columns, names=[*step.group_by, *step.names])


def _first_of_each(rows: pa.Table, group_by: list[str], column: str) -> pa.ChunkedArray:
    """A column in which each value stands once in a group, and nulls where it would stand again."""
    keys = list(dict.fromkeys([*group_by, column]))
    numbered = rows.select(keys).append_column(_ROW, pa.array(np.arange(rows.num_rows)))
    first = numbered.group_by(keys, use_threads=False).aggregate([(_ROW, "min")])[f"{_ROW}_min"]
    is_first = np.zeros(rows.num_rows, dtype=bool)
    is_first[first.to_numpy()] = True
    return pc.if_else(pa.array(is_first), rows[column], pa.scalar(None, rows[column].type))


def _may_pass_64_bits(column: pa.ChunkedArray) -> bool:
    """Whether a sum over all rows could: Arrow's own goes round then, and says nothing."""
    if not pa.types.is_integer(column.type):
        return False
    ends = pc.min_max(column)
    largest = max(abs(end.as_py() or 0) for end in ends.values())
    return largest * len(column) >= 1 << 63


def _order(rows: pa.Table, keys: list[tuple[str, bool, bool]]) -> pa.Array:
    """The rows' numbers in order; equal rows stay as they are."""
    by = [
        (name, "descending" if down else "ascending", "at_start" if nulls_first else "at_end")
        for name, down, nulls_first in keys
    ]
    return pc.sort_indices(rows, sort_keys=by)
