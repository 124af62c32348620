"""Tables as sets of rows: the comparison that every lab's checks use where a relation's order is
free, and DuckDB's answer to compare with.

``warehouse.checks.same_table`` is the other comparison: the same rows in the same order, bit for bit.
"""

from __future__ import annotations

from functools import cache

import duckdb
import numpy as np
import pyarrow as pa

from warehouse.checks.calls import calls
from warehouse.checks.outcomes import Wrong
from warehouse.checks.showing import show


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
