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
) -> list:
    """What ``expression`` is for each row of a table.

    ``columns``: the names. ``rows``: float64, of shape (columns, rows). ``nulls``: bool, of the same shape: which
    values are null; None for those that are NaN. Raises ``Refused`` where DuckDB refuses the expression, and where
    it is more than one.
    """
    return typed([expression], columns, rows, nulls)[0][1]


def typed(
    expressions: list[str], columns: list[str], rows: np.ndarray, nulls: np.ndarray | None = None
) -> list[tuple[str, list]]:
    """Of each of ``expressions``, asked together: DuckDB's name for its type, and what it is for each row."""
    empty = np.isnan(rows) if nulls is None else nulls
    arrays = [pa.array(column, pa.float64(), mask=mask) for column, mask in zip(rows, empty)]
    # a comment at the end of one must not swallow what comes after
    chosen = ", ".join(f"({each}\n)" for each in expressions)
    query = f"select {chosen} from given"
    database = _database().cursor()
    database.register("given", pa.table(arrays, names=columns))
    try:
        # without a semicolon there is one statement, and no need to parse it twice
        if ";" in query and len(database.extract_statements(query)) != 1:
            raise Refused("this is no single expression")
        answer = database.execute(query)
        kinds = [str(column[1]) for column in answer.description]
        found = answer.fetchall()
    except duckdb.Error as error:
        raise Refused(f"{type(error).__name__}: {error}") from error
    finally:
        database.close()
    if len(kinds) != len(expressions):
        raise Refused("this is no single expression")
    return [(kind, [row[at] for row in found]) for at, kind in enumerate(kinds)]
