"""Comparisons that the visible and the graded test cells of the distribution lab share: how a table
is cut into parts is often free, but nothing may be lost, doubled or changed."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from warehouse.checks import Wrong
from warehouse.checks.compare import calls, show
from warehouse.relations import same_rows


def slices_of_rows(got: object, table: pa.Table, slices: int) -> np.ndarray:
    """For each row of ``table`` the slice it was put on. ``table`` has a column ``row`` that
    numbers its rows from 0.

    Raises ``Wrong`` unless ``got`` is a list of ``slices`` tables of the same schema that hold
    every row exactly once.
    """
    parts = same_parts(got, table.schema, slices)
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
    whole = pa.concat_tables(parts)
    if not whole.take(pa.array(np.argsort(rows, kind="stable"))).equals(table):
        same_rows(whole, table)  # says where they differ; looking in the first place is dearer
        raise Wrong("rows were changed", "the table's own rows", "others", calls.text)
    placed = np.empty(table.num_rows, np.int64)
    placed[rows] = where
    return placed


def same_parts(got: object, schema: pa.Schema, slices: int) -> list[pa.Table]:
    """``got`` must be a list of ``slices`` Arrow tables of this schema, whatever rows they hold;
    returns it."""
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


def one_table(parts: list[object]) -> pa.Table:
    """A result's parts as one table. Raises ``Wrong`` unless all are Arrow tables of one schema."""
    for part in parts:
        if type(part) is not pa.Table:
            raise Wrong(
                "each part of the result must hold an Arrow table",
                "a pyarrow.Table",
                type(part).__name__,
                calls.text,
            )
    for part in parts[1:]:
        if not part.schema.equals(parts[0].schema):
            raise Wrong(
                "parts of the result have different schemas",
                str(parts[0].schema),
                str(part.schema),
                calls.text,
            )
    return pa.concat_tables(parts)
