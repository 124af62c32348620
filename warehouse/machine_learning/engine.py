"""Where an expression runs: DuckDB, on a table of DOUBLE columns of any names."""

from __future__ import annotations

from functools import cache

import duckdb
import numpy as np
import pyarrow as pa


class Refused(Exception):
    """DuckDB does not take an expression. Its words."""


@cache
def _database() -> duckdb.DuckDBPyConnection:
    """One for the process. Nothing that an expression says can reach a file."""
    settings = {"threads": 1, "memory_limit": "1GB", "enable_external_access": False}
    return duckdb.connect(config=settings)


def answers(
    expression: str, columns: list[str], rows: np.ndarray, nulls: np.ndarray | None = None
) -> pa.ChunkedArray:
    """What ``expression`` is for each row of a table.

    ``columns``: the names. ``rows``: float64, of shape (columns, rows). ``nulls``: bool, of the same shape: which
    values are null; None for those that are NaN. Raises ``Refused`` where DuckDB refuses the expression, and where
    it is more than one.
    """
    empty = np.isnan(rows) if nulls is None else nulls
    arrays = [pa.array(column, pa.float64(), mask=mask) for column, mask in zip(rows, empty)]
    query = f"select ({expression}\n) as answer from given"
    database = _database().cursor()
    database.register("given", pa.table(arrays, names=columns))
    try:
        statements = database.extract_statements(query)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise Refused("this is no single expression")
        return database.sql(query).to_arrow_table().column("answer")
    except duckdb.Error as error:
        raise Refused(f"{type(error).__name__}: {error}") from error
    finally:
        database.unregister("given")
        database.close()
