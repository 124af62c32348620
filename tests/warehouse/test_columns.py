"""Arrow columns taken apart and put together: bit for bit, every type, nulls, slices and chunks."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.columns import from_streams, supported, to_streams

NAN = float("nan")
COLUMNS = {
    "int8": pa.array([1, None, -128], pa.int8()),
    "uint64": pa.array([2**64 - 1, None, 0], pa.uint64()),
    "int64": pa.array([2**63 - 1, -(2**63), None], pa.int64()),
    "bool": pa.array([True, None, False]),
    "float16": pa.array([np.float16(1.5), None, np.float16(-0.0)], pa.float16()),
    "float64": pa.array([NAN, -0.0, None]),
    "date": pa.array([date(1970, 1, 1), None, date(9999, 12, 31)]),
    "time": pa.array([time(1, 2, 3), None, time(0)]),
    "stamp": pa.array([datetime(2026, 11, 23), None, None], pa.timestamp("ns", "UTC")),
    "duration": pa.array([1, None, -5], pa.duration("ms")),
    "money": pa.array([Decimal("-1.05"), None, Decimal("0.01")], pa.decimal128(15, 2)),
    "long decimal": pa.array([Decimal(10) ** 37, None, Decimal(-1)], pa.decimal128(38)),
    "text": pa.array(["naïve", None, ""]),
    "large": pa.array(["a", None, "b"], pa.large_string()),
    "view": pa.array(["a", None, "a longer string than twelve"], pa.string_view()),
    "binary": pa.array([b"\x00", None, b""], pa.binary()),
    "null": pa.nulls(3),
    "many texts": pa.array([str(i) if i % 7 else None for i in range(1000)]),
}


def bits(array: pa.Array) -> pa.Array:
    return array.view(f"int{array.type.bit_width}") if pa.types.is_floating(array.type) else array


def round_trip(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return from_streams(column.type, to_streams(column), len(column))


@pytest.mark.parametrize("name", COLUMNS)
def test_every_type_comes_back(name):
    column = COLUMNS[name]
    for part in (column, column.slice(1), column.slice(0, 0), column.slice(2, 1)):
        back = round_trip(part)
        back.validate(full=True)
        assert bits(back).equals(bits(part))
    chunked = pa.chunked_array([column, column.slice(1, 1)])
    assert bits(round_trip(chunked)).equals(bits(pa.concat_arrays(chunked.chunks)))
    assert len(round_trip(pa.chunked_array([], column.type))) == 0


@given(st.lists(st.one_of(st.none(), st.text(max_size=6)), max_size=30))
def test_text_comes_back(texts):
    column = pa.array(texts, pa.string())
    assert round_trip(column).equals(column)


def test_streams_are_plain_arrays():
    for column in COLUMNS.values():
        for stream in to_streams(column).values():
            assert stream.ndim == 1
            assert stream.dtype in (np.int64, np.uint8)


def test_nested_types_are_refused_by_name():
    nested = pa.array([[1], [2]])
    assert not supported(nested.type)
    with pytest.raises(TypeError, match="list"):
        to_streams(nested)


def test_streams_of_the_wrong_length_are_refused():
    with pytest.raises(ValueError, match="holds 2 rows, the column has 3"):
        from_streams(pa.int64(), {"values": np.arange(2)}, 3)


def test_lengths_that_do_not_match_the_bytes_are_refused():
    streams = to_streams(pa.array([str(i) for i in range(300)]))
    with pytest.raises(ValueError, match="adds up to"):
        from_streams(pa.string(), streams | {"bytes": streams["bytes"][:-1]}, 300)


@pytest.mark.parametrize("kind", ["string", "large_string", "string_view"])
@pytest.mark.parametrize("distinct", [2, 300])
def test_bytes_that_are_no_utf8_come_back_in_text_columns(kind, distinct):
    type_ = getattr(pa, kind)()
    as_bytes = {"string": pa.binary, "large_string": pa.large_binary, "string_view": pa.binary_view}
    rows = [b"\xff%d" % (row % distinct) for row in range(400)]
    column = pa.array(rows, as_bytes[kind]()).view(type_)
    back = round_trip(column)
    assert back.type == type_
    assert back.view(as_bytes[kind]()).to_pylist() == rows
