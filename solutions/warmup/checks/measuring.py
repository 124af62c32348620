"""Exercise 2: tables, and the bytes of their values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa

from warehouse.checks import run_each, same

FIXED = tuple(
    (kind, width)
    for width, kinds in {
        1: (pa.int8(), pa.uint8()),
        2: (pa.int16(), pa.uint16(), pa.float16()),
        4: (pa.int32(), pa.uint32(), pa.float32(), pa.date32()),
        8: (pa.int64(), pa.uint64(), pa.float64(), pa.date64(), pa.timestamp("s"),
            pa.timestamp("ns", "UTC")),
        16: (pa.decimal128(15, 2), pa.decimal128(38, 0)),
        32: (pa.decimal256(50, 3),),
    }.items()
    for kind in kinds
)  # fmt: skip
#: Types whose widths every check may mix: of these no answer gets one wrong and the other right.
PLAIN = ((pa.int64(), 8), (pa.string(), 4))
ALPHABETS = ("abc", "äöß", "Ωλ", "数据", "🦆", " \t\n", "\0")


def _value(rng: np.random.Generator, kind: pa.DataType, letters: tuple) -> object:
    number = int(rng.integers(0, 100))
    if pa.types.is_string(kind):
        length = int(rng.integers(0, 6))
        return "".join(str(rng.choice(list("".join(letters)))) for _ in range(length))
    if pa.types.is_decimal(kind):
        return Decimal(number)
    if pa.types.is_date(kind):
        return date(1994, 1, 1) + timedelta(number)
    if pa.types.is_timestamp(kind):
        return datetime(1994, 1, 1) + timedelta(number)
    return float(number) if pa.types.is_floating(kind) else number


def drawn_tables(
    rng: np.random.Generator,
    types: tuple = PLAIN,
    letters: tuple = ("abc",),
    nulls: bool = False,
    cut: bool = False,
) -> list[tuple[pa.Table, dict[str, int]]]:
    """Tables of 1 to 20 rows, small ones first, and of each the bytes of its columns by name.

    ``types``: (type, width) each; of texts the width is that of where they end. ``nulls``: whether
    there are some in every column, and at last nothing else; ``cut``: chunks, slices, and slices of chunks.
    """
    made = []
    for number in range(max(12, len(types))):
        rows = 1 + number * 19 // max(12, len(types))
        # every type comes, whatever is drawn besides
        picked = [types[number % len(types)]]
        picked += [types[at] for at in rng.integers(0, len(types), int(rng.integers(0, 4)))]
        columns, sizes = {}, {}
        for place, (kind, width) in enumerate(picked):
            values = [_value(rng, kind, letters) for _ in range(rows)]
            if nulls:
                for at in {int(rng.integers(0, rows)), *range(0, rows, 3)}:
                    values[at] = None
            name = f"{'xyz'[place % 3]}{place or ''}"
            whole = pa.array([*values, *values[:2]] if cut else values, kind)
            columns[name] = _cut(rng, whole, rows) if cut else whole
            texts = sum(len(value.encode()) for value in values if type(value) is str)
            sizes[name] = rows * width + texts
        made.append((pa.table(columns), sizes))
    if len(types) > len(PLAIN):  # as numpy has them, they are floats of 8 bytes
        made.append((pa.table({"x": pa.array([7, None, 9], pa.int32())}), {"x": 12}))
    if len(letters) > 1:
        made += _pieces_of_text()
    if nulls:
        alone = {"x": pa.nulls(2, pa.int64()), "y": pa.nulls(2, pa.string())}
        made.append((pa.table(alone), {"x": 16, "y": 8}))
    return made


def _pieces_of_text() -> list[tuple[pa.Table, dict[str, int]]]:
    """A column of texts in chunks: each alphabet stands in the first of them, in the middle and at the end."""
    pieces = ["abc", "é", "數据"]
    made = []
    for turn in range(3):
        turned = pieces[turn:] + pieces[:turn]
        table = pa.table({"x": pa.chunked_array([[text] for text in turned])})
        made.append((table, {"x": 3 * 4 + 3 + 2 + 6}))
    return made


def _cut(rng: np.random.Generator, whole: pa.Array, rows: int) -> pa.ChunkedArray:
    """The first rows of an array that is longer, in up to three chunks that share its buffers."""
    first, second = sorted(int(at) for at in rng.integers(0, rows + 1, 2))
    pieces = ((0, first), (first, second), (second, rows))
    return pa.chunked_array([whole.slice(start, end - start) for start, end in pieces])


def empty_tables() -> list[tuple[pa.Table, dict[str, int]]]:
    """Tables without rows: of no chunk, of an empty one, a slice; one without columns; and a table that
    is not empty."""
    schema = pa.schema([("x", pa.int64()), ("y", pa.string())])
    whole = pa.table({"x": [1, 2], "y": ["a", "b"]}, schema=schema)
    tables = [
        pa.table({"x": [], "y": []}, schema=schema),
        pa.Table.from_batches([], schema=schema),
        whole.slice(2),
    ]
    return [(table, dict.fromkeys(table.column_names, 0)) for table in tables] + [
        (pa.table({}), {}),
        (whole, {"x": 16, "y": 10}),
    ]


def expect_bytes(by_rows: Callable, by_columns: Callable, tables: list) -> None:
    """What both functions say of these tables: of all columns, of each, and of some."""
    rows = run_each(by_rows, [(table,) for table, _ in tables])
    asked = [
        (table, names, sizes)
        for table, sizes in tables
        for names in (list(sizes)[:1], list(sizes)[::-1], list(sizes)[1::2])
        if names
    ]
    columns = run_each(by_columns, [(table, names) for table, names, _ in asked])
    for (_, sizes), (_, got) in zip(tables, rows):
        same(got, sum(sizes.values()))
    for (_, names, sizes), (_, got) in zip(asked, columns):
        same(got, sum(sizes[name] for name in names))


def expect_once(by_columns: Callable, rng: np.random.Generator) -> None:
    """Names that come twice, and none."""
    cases = []
    for table, sizes in drawn_tables(rng):
        first, last = list(sizes)[0], list(sizes)[-1]
        for names in ([first, first], [last, *sizes, last], []):
            cases.append((table, names, sum(sizes[name] for name in set(names))))
    answers = run_each(by_columns, [(table, names) for table, names, _ in cases])
    for (_, _, right), (_, got) in zip(cases, answers):
        same(got, right)


def _lists_refused() -> list[tuple]:
    """Arguments with a column of lists, of every kind that Arrow has: with rows by columns, and
    without rows by rows."""
    number = pa.int32()
    kinds = [pa.large_list(number), pa.list_(number, 2), pa.list_view(number)]
    kinds += [pa.large_list_view(number), pa.list_(pa.string(), 2)]
    tables = [pa.table({"n": [1, 2], "of all": pa.array([None, None], kind)}) for kind in kinds]
    return [(table, ["of all"]) for table in tables] + [(table.slice(2),) for table in tables]


def bytes_refused() -> list[tuple[type[Exception], tuple, str]]:
    """(error, arguments, what the message names): one argument for a row store, two for a column
    store."""
    flags = pa.table({"n": [1, 2], "paid": [True, False]})
    lists = pa.table({"of all": [[1], []], "n": [1, 2]})
    return [
        (TypeError, (flags,), "paid"),
        (TypeError, (lists,), "of all"),
        (TypeError, (flags, ["n", "paid"]), "paid"),
        (TypeError, (lists, ["of all"]), "of all"),
        (TypeError, (flags.slice(2),), "paid"),
        (TypeError, (lists.slice(2), ["of all"]), "of all"),
        *((TypeError, arguments, "of all") for arguments in _lists_refused()),
        (KeyError, (flags, ["price"]), "price"),
        (KeyError, (flags, ["n", "N"]), "N"),
        (KeyError, (flags.slice(2), ["no such"]), "no such"),
    ]
