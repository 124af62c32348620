"""Of the exercise encodings: columns of every type, with a rule and without, and judgements of what
is said of them."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import cycle, islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from solutions.table_optimization.checks import drawn
from warehouse import columns
from warehouse.checks import generator, raises, run, same

ROWS = 5_000  # above 4,096, from which on columns are encoded


def repeated(value: object, kind: str | pa.DataType | None = None) -> pa.Array:
    """A column of ``ROWS`` times the same value."""
    return pa.array([value] * ROWS, kind)


def texts(distinct: int) -> pa.Array:
    """A column of ``ROWS`` texts, so many of them distinct: some are nothing, blank, or one to
    somebody who makes texts alike before he counts them."""
    words = ["", " ", "\0", "null", "None", "nan", *sorted({t for two in drawn.ALIKE for t in two})]
    words += [f"w{i}" for i in range(distinct - len(words))]
    return pa.array(list(islice(cycle(words), ROWS)))


def late_text(rows: int = ROWS) -> pa.ChunkedArray:
    """257 distinct texts, the last of them in the last row alone."""
    words = pa.array([f"w{i}" for i in range(256)])
    return cut(pa.concat_arrays([words, pa.repeat("w0", rows - 257), pa.array(["new"])]))


def of_text(kind: pa.DataType) -> dict[str, pa.Array | pa.ChunkedArray]:
    """Columns of 256 distinct texts and of 257, without nulls and with, and of nulls alone. Beside
    nulls there is once an empty text and once none, so that a null that is taken for one shows."""
    words = texts(256)
    full = [*(f"w{i}" for i in range(256)), None]
    some = pa.concat_arrays([words[:-9], pa.nulls(9, pa.string())])
    made = {
        "few": words,
        "some": some,
        "full": pa.array(list(islice(cycle(full), ROWS))),
        "none": pa.nulls(ROWS),
        "a b": texts(257),
        "late": late_text(),
    }
    return {name: column.cast(kind) for name, column in made.items()}


def cut(column: pa.Array) -> pa.ChunkedArray:
    """The column in chunks, an empty one in the middle."""
    return pa.chunked_array([column[:100], column[:0], column[100:]], column.type)


def whole() -> dict[str, pa.ChunkedArray]:
    """Columns of whole numbers, one of every type that has a rule for such, with nulls (beside
    numbers above 2**53 too) and in chunks, and one of nulls alone."""
    rng, made = generator("encodings", "whole"), {}
    for bits in (8, 16, 32, 64):
        for kind in ("int", "uint"):
            ends = np.iinfo(f"{kind}{bits}")
            numbers = rng.integers(ends.min, ends.max, ROWS, f"{kind}{bits}", endpoint=True)
            made[f"{kind}{bits}"] = numbers.tolist()
    days = [date(1, 1, 1), date(9999, 12, 31), date(1970, 1, 3)]
    made |= {"date32": days, "date64": days}
    moments = [datetime(1970, 1, 1, 0, 0, 1), datetime(2200, 2, 3, 4, 5, 6), datetime(1900, 1, 1)]
    cents = [Decimal("0.05"), Decimal("-9999999999999999.99"), Decimal("12.30")]
    made |= {f"timestamp {unit}": moments for unit in ("s", "ms", "us", "ns")}
    made |= {"in a zone": moments, "order by": [1, 2, 3], "decimal 1": [Decimal(1), Decimal(-9)]}
    made |= {"decimal 18": cents, "unknown": [None], "seldom": [7, None, None]}
    types = {f"timestamp {unit}": pa.timestamp(unit) for unit in ("s", "ms", "us", "ns")}
    types |= {"in a zone": pa.timestamp("us", "UTC"), "order by": pa.int64()}
    types |= {"unknown": pa.int64(), "seldom": pa.int64()}
    types |= {"decimal 1": pa.decimal128(1, 0), "decimal 18": pa.decimal128(18, 2)}
    columns_ = {}
    for name, values in made.items():
        values = list(islice(cycle(values), ROWS - 2))
        type_ = types.get(name) or pa.type_for_alias(name)
        columns_[name] = cut(pa.array([values[0], None, *values[1:], None], type_))
    return columns_


def full() -> dict[str, np.ndarray]:
    """Columns of whole numbers without nulls, of types that are no int64 by themselves."""
    return {kind: np.arange(ROWS).astype(kind) for kind in ("int8", "int32", "uint64")}


#: Columns for which there is no rule, of one value each.
NO_RULE = {
    "lists": pa.array([[1, 2]]),
    "19 digits": pa.array([Decimal(1)], pa.decimal128(19, 2)),
    "38 digits": pa.array([Decimal(1)], pa.decimal128(38, 0)),
    "of four bytes": pa.array([Decimal(1)], pa.decimal32(5, 2)),
    "of eight bytes": pa.array([Decimal(1)], pa.decimal64(5, 2)),
    "of 32 bytes": pa.array([Decimal(1)], pa.decimal256(5, 2)),
    "a text view": pa.array(["x"], pa.string_view()),
    "bytes": pa.array([b"x"]),
    "large bytes": pa.array([b"x"], pa.large_binary()),
    "four bytes": pa.array([b"abcd"], pa.binary(4)),
    "a dictionary": pa.array(["x"]).dictionary_encode(),
    "numbers by code": pa.array([7]).dictionary_encode(),
    "nothing": pa.nulls(1),
    "seconds of a day": pa.array([5], pa.time32("s")),
    "time of day": pa.array([5], pa.time64("us")),
    "length of time": pa.array([5], pa.duration("s")),
    "a struct": pa.array([{"a": 1}]),
    "a map": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64())),
    "two numbers": pa.array([[1, 2]], pa.list_(pa.int64(), 2)),
    "months and days": pa.array([(1, 2, 3)], pa.month_day_nano_interval()),
    "runs": pc.run_end_encode(pa.array([7])),
    "text of an extension": pa.ExtensionArray.from_storage(pa.json_(), pa.array(["1"])),
    "numbers of an extension": pa.ExtensionArray.from_storage(
        pa.opaque(pa.int64(), "number", "elsewhere"), pa.array([7])
    ),
    "flags of an extension": pa.ExtensionArray.from_storage(pa.bool8(), pa.array([1], pa.int8())),
}


def said_of(values: np.ndarray) -> str:
    """A text that no other values have, in letters of both sizes, in the place of an encoding."""
    return f"Of {values.dtype} {len(values)} {zlib.crc32(np.ascontiguousarray(values)):08x}"


class Encoded:
    """The student's ``encodings`` with a ``choose`` that says ``said_of`` of what it is given, and
    remembers in ``asked`` what else that was."""

    def __init__(self, encodings: Callable):
        self.encodings = encodings
        self.asked: list[tuple] = []

    def choose(self, values: np.ndarray, *others: object) -> str:
        self.asked.append(others)
        return said_of(values)

    def expect(
        self, table: Mapping[str, object] | pa.Table, key: str | None = None, **expected: str
    ) -> None:
        """The encodings of a table sorted by ``key``, in the order of its columns; "chosen" is what
        ``choose`` says of the column's values."""
        self.asked.clear()
        table = table if isinstance(table, pa.Table) else pa.table(table)
        got = run(self.encodings, table, key, self.choose)
        for name, encoding in expected.items():
            if encoding == "chosen":
                expected[name] = said_of(columns.to_streams(table[name])["values"])
        same(got, expected, "the dict from column to encoding", ordered=True)

    def expect_raw(self, name: str | None, **columns_: object) -> None:
        """All columns of a table sorted by ``name`` stay raw, and nothing is chosen: there is no
        ``choose`` that could be asked."""
        got = run(self.encodings, pa.table(columns_), name, None)
        same(got, dict.fromkeys(columns_, "raw"), "the dict from column to encoding", ordered=True)

    def expect_refused(self, table: Mapping[str, object], key: str | None, naming: str) -> None:
        """Refused, and choose is not asked."""

        def choose(values: np.ndarray, *others: object) -> str:
            raise RuntimeError("choose was asked before all columns were looked at")

        raises(ValueError, self.encodings, pa.table(table), key, choose, naming=naming)

    def expect_no_rule(self) -> None:
        """No column of ``NO_RULE`` has a rule, in a table without rows, a small and a large one."""
        for name, column in NO_RULE.items():
            for rows in (0, 1):
                few = {"n": np.arange(rows), name: column[:rows]}
                self.expect_refused(few, None, naming=name)
            doubled = column
            while len(doubled) < ROWS:
                doubled = pa.concat_arrays([doubled, doubled])
            many = pa.chunked_array([column, column, doubled[: ROWS - 2]])
            for key in (None, name):
                self.expect_refused({"n": np.arange(ROWS), name: many}, key, naming=name)


def choose_that_fails(error: type[Exception], number: int) -> tuple[tuple, Callable[[], bool]]:
    """Arguments of ``encodings`` whose ``choose`` fails when it is asked for the ``number``-th time,
    and whether it was."""
    asked = []

    def choose(values: np.ndarray, *others: object) -> str:
        asked.append(len(values))
        if len(asked) == number:
            raise error("choose cannot be reached")
        return "for"

    table = pa.table({"n": np.arange(ROWS), "m": np.arange(ROWS), "k": np.arange(ROWS)})
    return (table, "k", choose), lambda: len(asked) >= number
