"""Comparisons of tables as sets of rows: what the distribution lab's checks need besides
``warehouse.checks``.

A relation has no order, and how rows are cut into parts is often free; nothing may be lost, doubled
or changed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import duckdb
import numpy as np
import pyarrow as pa

from warehouse.checks.calls import calls, run
from warehouse.checks.outcomes import Raised, Wrong
from warehouse.checks.showing import show


def slots(got: object, table: pa.Table, slices: int) -> np.ndarray:
    """For each row of ``table`` the slice it was put on. ``table`` has a column ``row`` that
    numbers its rows from 0.

    Raises ``Wrong`` unless ``got`` is a list of ``slices`` tables of the same schema that hold
    every row exactly once.
    """
    parts = tables(got, table.schema, slices)
    where = np.repeat(np.arange(slices), [part.num_rows for part in parts])
    rows = np.concatenate([np.asarray(part["row"]) for part in parts])
    times = np.bincount(rows, minlength=table.num_rows)
    for at, what in ((times == 0, "lost"), (times > 1, "doubled")):
        if at.any():
            example = table.take([int(np.flatnonzero(at)[0])]).to_pylist()[0]
            raise Wrong(
                f"rows are {what}",
                f"{table.num_rows} rows, each once",
                f"{int(at.sum())} {what}, for example {example}",
                calls.text,
            )
    same_rows(pa.concat_tables(parts), table)
    placed = np.empty(table.num_rows, np.int64)
    placed[rows] = where
    return placed


def tables(got: object, schema: pa.Schema, slices: int) -> list[pa.Table]:
    """``got`` must be a list of ``slices`` Arrow tables of this schema; returns it."""
    if not isinstance(got, (list, tuple)) or len(got) != slices:
        what = (
            f"{len(got)} parts"
            if isinstance(got, (list, tuple))
            else f"{type(got).__name__} {show(got)}"
        )
        raise Wrong(
            "there must be one part for each slice", f"a list of {slices} tables", what, calls.text
        )
    for s, part in enumerate(got):
        if type(part) is not pa.Table:
            raise Wrong(
                f"part {s} must be an Arrow table",
                "a pyarrow.Table",
                f"{type(part).__name__} {show(part)}",
                calls.text,
            )
        if not part.schema.equals(schema):
            raise Wrong(f"part {s} has another schema", str(schema), str(part.schema), calls.text)
    return list(got)


def same_rows(got: object, expected: pa.Table, what: str = "the result") -> None:
    """``got`` must be a table of the same columns (in any order) that holds the same rows (in any
    order).

    Whole numbers and texts must be equal; floats may differ in their last digits, as sums in
    another order do.
    """
    if type(got) is not pa.Table:
        raise Wrong(
            f"{what} must be an Arrow table",
            show(expected),
            f"{type(got).__name__} {show(got)}",
            calls.text,
        )
    if sorted(got.column_names) != sorted(expected.column_names):
        raise Wrong(
            f"{what} has other columns",
            ", ".join(expected.column_names),
            ", ".join(got.column_names),
            calls.text,
        )
    got = got.select(expected.column_names)
    for mine, right in zip(got.schema, expected.schema):
        if mine.type != right.type:
            raise Wrong(
                f"column {right.name} of {what} has another type",
                str(right.type),
                str(mine.type),
                calls.text,
            )
    if got.num_rows != expected.num_rows:
        raise Wrong(
            f"{what} has a wrong number of rows",
            str(expected.num_rows),
            str(got.num_rows),
            calls.text,
        )
    mine, right = _sorted(got), _sorted(expected)
    for name in expected.column_names:
        a, b = mine[name].combine_chunks(), right[name].combine_chunks()
        if pa.types.is_floating(b.type):
            differs = ~np.isclose(
                np.asarray(a.fill_null(0)),
                np.asarray(b.fill_null(0)),
                rtol=1e-9,
                atol=0,
                equal_nan=True,
            )
            differs |= np.asarray(a.is_null()) != np.asarray(b.is_null())
        elif a.equals(b):
            continue
        else:
            differs = np.array([x != y for x, y in zip(a.to_pylist(), b.to_pylist())])
        if differs.any():
            at = int(np.flatnonzero(differs)[0])
            raise Wrong(
                f"a row of {what} differs, in column {name}",
                str(right.slice(at, 1).to_pylist()[0]),
                str(mine.slice(at, 1).to_pylist()[0]),
                calls.text,
            )


def _sorted(table: pa.Table) -> pa.Table:
    """The rows in one fixed order; floats last, so that their last digits do not decide it."""
    names = sorted(
        table.column_names, key=lambda name: pa.types.is_floating(table.schema.field(name).type)
    )
    return table.sort_by([(name, "ascending") for name in names]) if names else table


@cache
def _duckdb() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": 1})


def sql(query: str, **given: pa.Table) -> pa.Table:
    """What DuckDB answers to ``query`` over the tables given by name."""
    connection = _duckdb()
    for name, table in given.items():
        connection.register(name, table)
    try:
        return connection.sql(query).to_arrow_table()
    finally:
        for name in given:
            connection.unregister(name)


def speaks_for(name: str) -> Callable:
    """Decorator: a check's helper that drives the student's function is called by that function's
    name in messages."""

    def rename(helper: Callable) -> Callable:
        helper.__name__ = name
        return helper

    return rename


def drive(helper: Callable, *arguments: object) -> object:
    """``checks.run`` for a helper that drives the student's function and looks at what it returns
    on the way: a ``Wrong`` that the helper raises stays one."""
    try:
        return run(helper, *arguments)
    except Raised as raised:
        if isinstance(raised.error, Wrong):
            raise raised.error from None
        raise
