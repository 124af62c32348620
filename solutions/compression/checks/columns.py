"""What the judgements of all encodings of a column share."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from solutions.compression.checks.made import (
    around_2_53,
    columns_of,
    columns_that_are_not,
    moderate,
    near_the_bottom,
    near_the_top,
)
from solutions.compression.checks.together import each_refused
from warehouse.checks import (
    Wrong,
    in_notebook,
    same_array,
)
from warehouse.checks.calls import calls
from warehouse.compression import standins

ROWS = 32_000  # whose time is taken: fewer are too quick to be told from the way across
Column = np.ndarray | list  # a list: of int64


def as_array(column: Column) -> np.ndarray:
    return column if isinstance(column, np.ndarray) else np.array(column, np.int64)


def int64_columns() -> list[np.ndarray]:
    """Of all ranges whose distances fit int64; of two different values and more."""
    ranges = (moderate, near_the_top, near_the_bottom, around_2_53)
    made = [a for of in ranges for a in columns_of("int64", of=of)]
    return sorted((a for a in made if len(np.unique(a)) > 1), key=len)


def expect_python_int(got: object, what: str) -> None:
    if type(got) is not int:
        raise Wrong(f"{what} must be a Python int", "int", type(got).__name__, calls.text)


def refuses_others(function: Callable, dtype: str, *more: object) -> None:
    """TypeError for a column of any other dtype, of some rows or of none."""
    each_refused(TypeError, function, [(a, *more) for a in columns_that_are_not(dtype)])


def expect_column(got: object, column: np.ndarray) -> None:
    same_array(got, column, "the decoded column")


def each_alone(columns: Iterable[np.ndarray]) -> list[tuple[np.ndarray]]:
    """The arguments of functions that take a column alone."""
    return [(a,) for a in columns]


#: In place of the notebook's.
_OTHERS = {
    "pack": standins.wide_pack,
    "unpack": standins.wide_unpack,
    "frame": standins.wide_frame,
    "unframe": standins.wide_unframe,
}


def with_others(
    encode: Callable, decode: Callable, names: tuple[str, ...], columns: list[np.ndarray]
) -> list[tuple]:
    """(record, what comes back, why not) of each column, with others behind ``names``."""
    notebook = encode.__globals__
    had = {name: notebook[name] for name in names}
    notebook.update({name: _OTHERS[name] for name in names})
    told = []
    try:
        for a in columns:
            try:
                record = encode(a.copy())
                told.append((record, decode(record), ""))
            except Exception as error:
                told.append((None, None, f"{type(error).__name__}: {error}"[:300]))
    finally:
        notebook.update(had)
    return told


def expect_with_others(
    encode: Callable,
    decode: Callable,
    names: tuple[str, ...],
    columns: list[np.ndarray],
    records: list,
    judge: Callable,
) -> None:
    """Encoded and decoded by way of ``names``, whatever stands behind these."""
    told = in_notebook(with_others, encode, decode, names, columns, keeps=True)
    for a, wanted, (record, back, failure) in zip(columns, records, told):
        given = f"{encode.__name__}({a.tolist()}), where {' and '.join(names)} save no space"
        if failure:
            what = f"{' and '.join(names)} are to be used, whatever stands behind them"
            raise Wrong(what, "an answer", failure, given)
        try:
            judge(record, wanted)
            expect_column(back, a)
        except Wrong as wrong:
            wrong.given = given
            raise
