"""Comparisons for test cells. They look at data only (numbers, texts, numpy arrays, Arrow tables,
named records of these) and never ask an object of the student's whether it is equal, true or of
some class: the answer could be made up.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from warehouse.checks.calls import calls, in_notebook, raises, run, run_each
from warehouse.checks.outcomes import Wrong
from warehouse.checks.showing import show

__all__ = [
    "at_least",
    "at_most",
    "calls",
    "fields",
    "in_notebook",
    "is_bool",
    "raises",
    "run",
    "run_each",
    "same_array",
    "same_table",
    "show",
]


def same_array(got: object, expected: np.ndarray, what: str = "the result") -> None:
    """``got`` must be a numpy array of the same dtype, length and bits (NaN equals NaN, NaT equals
    NaT, -0.0 is not 0.0)."""
    if type(got) is not np.ndarray:
        raise Wrong(
            f"{what} must be a numpy array",
            show(expected),
            f"{type(got).__name__} {show(got)}",
            calls.text,
        )
    if got.dtype != expected.dtype and not (got.dtype.kind == expected.dtype.kind == "U"):
        raise Wrong(f"{what} has the wrong dtype", show(expected), show(got), calls.text)
    if got.shape != expected.shape:
        raise Wrong(
            f"{what} has the wrong shape: {got.shape} and not {expected.shape}",
            show(expected),
            show(got),
            calls.text,
        )
    different = np.flatnonzero(_bits(got) != _bits(expected))
    if len(different):
        at = int(different[0])
        where = f"{what} differs in {len(different)} of {len(expected)} places, first at [{at}]"
        window = slice(max(0, at - 2), at + 6) if len(expected) > 12 else slice(None)
        shown = f"[{window.start}:{window.stop}] is " if len(expected) > 12 else ""
        raise Wrong(where, shown + show(expected[window]), shown + show(got[window]), calls.text)


def _bits(array: np.ndarray) -> np.ndarray:
    return (
        np.ascontiguousarray(array).view(f"u{array.itemsize}")
        if array.dtype.kind in "fmM"
        else array
    )


def fields(got: object, record: type) -> tuple:
    """``got`` must be such a record (a NamedTuple of ``warehouse.compression.records``); returns
    its fields."""
    if (
        not isinstance(got, tuple)
        or type(got).__name__ != record.__name__
        or len(got) != len(record._fields)
    ):
        article = "an" if record.__name__[0] in "AEIO" else "a"
        wanted = f"{record.__name__}({', '.join(record._fields)})"
        raise Wrong(f"{article} {record.__name__} was asked for", wanted, show(got), calls.text)
    return tuple(got)


def same_table(got: object, expected: pa.Table) -> None:
    """``got`` must be an Arrow table of the same schema and the same values, nulls and NaN
    included, bit for bit."""
    if type(got) is not pa.Table:
        raise Wrong(
            "an Arrow table was asked for",
            show(expected),
            f"{type(got).__name__} {show(got)}",
            calls.text,
        )
    if not got.schema.equals(expected.schema):
        raise Wrong("the schema differs", str(expected.schema), str(got.schema), calls.text)
    if got.num_rows != expected.num_rows:
        raise Wrong(
            "the number of rows differs", str(expected.num_rows), str(got.num_rows), calls.text
        )
    # by number: two columns may have one name
    for number, name in enumerate(expected.column_names):
        mine, theirs = (_as_bits(table.column(number)) for table in (got, expected))
        if not mine.equals(theirs):
            at = next(i for i in range(len(theirs)) if not mine[i].equals(theirs[i]))
            raise Wrong(
                f"column {name} differs, first in row {at}",
                _as_text(expected.column(number)[at]),
                _as_text(got.column(number)[at]),
                calls.text,
            )


def _as_text(value: pa.Scalar) -> str:
    try:
        return repr(value.as_py())
    except (ValueError, OverflowError):  # moments that Python's own types cannot hold
        return f"{value.value} ({value.type})"


def _as_bits(column: pa.ChunkedArray) -> pa.Array:
    """Floats as integers of the same bits, so that NaN equals NaN and -0.0 is not 0.0; other
    columns as they are."""
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], column.type)
    return whole.view(f"int{whole.type.bit_width}") if pa.types.is_floating(whole.type) else whole


def at_most(got: float, limit: float, what: str, unit: str = "") -> None:
    """A measured figure must not be above its bar."""
    if not got <= limit:
        raise Wrong(
            f"{what} is above the bar",
            f"at most {limit:,.6g} {unit}".strip(),
            f"{got:,.6g} {unit}".strip(),
            calls.text,
        )


def at_least(got: float, limit: float, what: str, unit: str = "") -> None:
    """A measured figure must not be below its bar."""
    if not got >= limit:
        raise Wrong(
            f"{what} is below the bar",
            f"at least {limit:,.6g} {unit}".strip(),
            f"{got:,.6g} {unit}".strip(),
            calls.text,
        )


def is_bool(got: object, expected: bool, what: str) -> None:
    """``got`` must be this truth value: a plain bool or numpy's."""
    if type(got) not in (bool, np.bool_) or bool(got) is not expected:
        raise Wrong(what, repr(expected), show(got), calls.text)
