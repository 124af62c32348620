"""Tables that a format of files is tried with."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa

from warehouse.checks import (
    generator,
    kept,
)


def every_type() -> dict[str, pa.Array]:
    """Rows of every type that the format stores: nulls, NaN, -0.0, the ends of ranges."""
    nan, us, utc = float("nan"), [0, None, -1, 2**62], "UTC"
    made = {
        "single": pa.array([nan, -0.0, None, float("inf")], pa.float32()),
        "double": pa.array([nan, 1e300, None, -0.0, 5e-324], pa.float64()),
        "half": pa.array([nan, -0.0, None, 65504.0], pa.float64()).cast(pa.float16()),
        "flag": pa.array([True, None, False]),
        "day": pa.array([date(1992, 1, 1), None, date(1998, 12, 1)]),
        "day64": pa.array([date(1992, 1, 1), None, date(1998, 12, 1)], pa.date64()),
        "seconds": pa.array([1, None, 86_399], pa.time32("s")),
        "nanoseconds": pa.array([1, None, 86_399 * 10**9], pa.time64("ns")),
        "moment": pa.array([datetime(2026, 1, 2, 3, 4, 5), None, None], pa.timestamp("us", utc)),
        "there": pa.array(us, pa.timestamp("s", "Europe/Zurich")),
        "nowhere": pa.array(us, pa.timestamp("ns")),
        "span": pa.array(us, pa.duration("ms")),
        "money": pa.array(
            [Decimal("-1.05"), None, Decimal("9999999999999.99")], pa.decimal128(15, 2)
        ),
        "long": pa.array([Decimal(10) ** 37, None, Decimal(-1)], pa.decimal128(38, 0)),
        "nineteen": pa.array([Decimal(10**19 - 1), None, -Decimal(10**18)], pa.decimal128(19, 0)),
        "text": pa.array(["naïve", None, "", "東京", "a\0b"]),
        "texts": pa.array(["naïve", None, ""], pa.large_string()),
        "seen": pa.array(["a text of more than twelve", None, ""], pa.string_view()),
        "blob": pa.array([b"\x00\xff", None, b""], pa.binary()),
        "blobs": pa.array([b"\x00\xff", None, b""], pa.large_binary()),
        "void": pa.nulls(3),
        "nulls": pa.nulls(3, pa.int32()),
        "empties": pa.nulls(3, pa.string()),
    }
    for bits, top in ((16, 0x7E01), (32, 0x7FC00001), (64, 0x7FF8000000000001)):
        # NaNs of other bits, in a column without nulls
        odd = np.array([top, top + 1, 2 ** (bits - 1) + top, 1, 0], f"u{bits // 8}")
        made[f"nans{bits}"] = pa.array(odd.view(f"f{bits // 8}"))
    for bits in (8, 16, 32, 64):
        top = 2 ** (bits - 1)
        made[f"int{bits}"] = pa.array([top - 1, None, -top, 0], f"int{bits}")
        made[f"uint{bits}"] = pa.array([2 * top - 1, 0, None, top], f"uint{bits}")
    return made


def other_types() -> dict[str, pa.Array]:
    """Columns that the format refuses, by the first word of their type's name."""
    return {
        "list": pa.array([[1, 2]]),
        "large_list": pa.array([[1]], pa.large_list(pa.int64())),
        "fixed_size_list": pa.array([[1, 2]], pa.list_(pa.int64(), 2)),
        "struct": pa.array([{"x": 1}]),
        "map": pa.array([[("x", 1)]], pa.map_(pa.string(), pa.int64())),
        "dictionary": pa.array(["AIR"]).dictionary_encode(),
        "fixed_size_binary": pa.array([b"ab"], pa.binary(2)),
        "extension": pa.ExtensionArray.from_storage(pa.json_(), pa.array(["1"])),
        "decimal256": pa.array([Decimal(1)], pa.decimal256(9, 2)),
    }


def generated_tables() -> list[pa.Table]:
    """Tables of numbers and texts, the small ones first: values at the ends, from a few and from
    many, with nulls and without, in one chunk, in several with empty ones between, and sliced."""

    def make() -> list[pa.Table]:
        rng, made = generator("table", "generated"), []
        words = ["", "AIR", "a\0b", "\t\n ,;|\\\"'", "é", "東京", "\0"]
        for at, rows in enumerate((1, 3, 40, 400)):
            for turn in range(3 if rows == 400 else 4):
                ends = [0, -1, 2**63 - 1, -(2**63), 2**53 + 1, *rng.integers(-9, 9, 3).tolist()]
                steps = np.cumsum(rng.integers(0, 3, rows)).tolist()
                numbers = steps if turn == 1 else rng.choice(np.array(ends), rows).tolist()
                many = [f"{number:x}" for number in rng.integers(0, 2**32, rows)]
                texts = many if turn == 2 else [words[n] for n in rng.integers(0, 7, rows)]
                if turn != 3:
                    for column in (numbers, texts):
                        for row in np.flatnonzero(rng.random(rows) < 0.2).tolist():
                            column[row] = None
                table = pa.table({"n": pa.array(numbers, pa.int64()), "t": pa.array(texts)})
                cut = int(rng.integers(0, rows + 1))
                parts = [table.slice(0, cut), table.slice(0, 0), table.slice(cut)]
                chunked = pa.concat_tables(parts)
                made.append([table, chunked, table.slice(rows // 3)][(turn + at + 1) % 3])
        return made

    return kept(make, "table, generated")


def odd_schemas() -> list[pa.Table]:
    """Names that are hard to write, two columns of one name, columns that may hold no nulls,
    metadata."""
    ones, names = (
        pa.array([1, 2]),
        ["", " ", "a.b", 'say "x"', "l'an", "select", "größe", "\n", "n/a", " k"],
    )
    hard = {"bits": b"\xff\0", "long": "x" * 70_000}  # no text, and longer than two bytes count
    fields = [pa.field("k", pa.int64(), metadata={"unit": b"\xff m"}), pa.field("k2", "int64")]
    return [
        pa.table([ones] * len(names), names),
        pa.table([ones, pa.array(["x", None]), pa.array([3, 4])], ["n", "t", "n"]),
        with_metadata(),
        pa.table([ones, pa.array([None, 5])], schema=pa.schema(fields, metadata=hard)),
    ]


def with_bytes_under_nulls() -> list[pa.Table]:
    """Two equal tables: what stands in their buffers where a value is null differs."""
    present = pa.py_buffer(np.packbits([1, 0, 1, 0, 1, 1, 0, 1], bitorder="little"))

    def column(kind: str, under: int) -> pa.Array:
        values = np.array([3, under, 4, under, 5, 6, under, 7], kind)
        return pa.Array.from_buffers(pa.array(values).type, 8, [present, pa.py_buffer(values)])

    kinds = "int64", "int16", "float64"
    return [pa.table({kind: column(kind, under) for kind in kinds}) for under in (0, 77)]


def with_metadata() -> pa.Table:
    """Of two columns, one of which may hold no nulls."""
    fields = [
        pa.field("k", pa.int64(), nullable=False, metadata={"unit": "m"}),
        pa.field("k2", "int64"),
    ]
    schema = pa.schema(fields, metadata={"source": "by hand", "empty": ""})
    return pa.table([pa.array([1, 2]), pa.array([None, 5])], schema=schema)


def small_tables(table: pa.Table) -> list[pa.Table]:
    """Those for which a format of one's own may seem too much: few rows, none, no columns, rare
    types."""
    rare = {"t": pa.array(["a", None], pa.string_view()), "n": pa.nulls(2)}
    rare |= {"d": pa.array([None, 7], pa.decimal128(38, 2)), "b": [True, None], "x": [0.5, None]}
    few = [table.slice(0, rows) for rows in (0, 1, 100, 5_000)]
    return [*few, table.slice(0, 9).select([]), pa.table(rare)]
