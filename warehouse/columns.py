"""Between an Arrow column and the numpy arrays that encodings work on: plumbing, no compression.

``to_streams`` takes a column of (almost) any type apart into a few one-dimensional arrays, int64 or
uint8; ``from_streams`` puts it together again, bit for bit. What is worth encoding, and how, is the
lab's business.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Streams = dict[str, np.ndarray]

#: A string column with at most this many distinct values travels as codes and a list of its values.
MAX_DICTIONARY = 256


def _bits(type_: pa.DataType) -> int | None:
    """The width of a fixed-width type that numpy can hold in one machine word, else None."""
    if pa.types.is_integer(type_) or pa.types.is_floating(type_) or pa.types.is_temporal(type_):
        try:
            return type_.bit_width if type_.bit_width <= 64 else None
        except ValueError:
            return None
    return None


def _is_text(type_: pa.DataType) -> bool:
    t = pa.types
    return any(f(type_) for f in (t.is_string, t.is_large_string, t.is_binary, t.is_large_binary))


def _is_text_view(type_: pa.DataType) -> bool:
    return pa.types.is_string_view(type_) or pa.types.is_binary_view(type_)


def supported(type_: pa.DataType) -> bool:
    """Whether columns of this type can be taken apart."""
    return (
        _bits(type_) is not None
        or pa.types.is_boolean(type_)
        or pa.types.is_decimal128(type_)
        or _is_text(type_)
        or _is_text_view(type_)
        or pa.types.is_null(type_)
    )


def to_streams(column: pa.ChunkedArray | pa.Array) -> Streams:
    """Take a column apart into named one-dimensional arrays.

    Returns, by the type of the column:

    - integers, dates, times, timestamps, booleans, decimals up to 18 digits: ``values`` int64
      (decimals without
      their point, dates as days); longer decimals: ``values`` (low word) and ``high``, both int64;
    - float16/32/64: ``values`` int64, the bit pattern and not the number, so that NaN and -0.0
      survive;
    - strings and binary with at most 256 distinct values: ``codes`` int64, ``lengths`` int64 and
      ``bytes`` uint8 of
      the distinct values in order of appearance; other strings: ``lengths`` int64 and ``bytes``
      uint8 of every row;
    - and, where the column has nulls, ``valid`` int64 of 0 and 1. What stands in a null row of
      ``values`` is 0.

    Raises TypeError for nested and other unsupported types.
    """
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
        if isinstance(column, pa.ChunkedArray):  # combine_chunks of zero or of too large chunks
            column = (
                pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
            )
    type_ = column.type
    if not supported(type_):
        raise TypeError(f"columns of type {type_} are not supported")
    streams: Streams = {}
    if pa.types.is_null(type_):
        return streams
    if column.null_count:
        streams["valid"] = np.asarray(pc.is_valid(column).cast(pa.int8())).astype(np.int64)
    if _is_text_view(type_):
        column = column.cast(
            pa.large_string() if pa.types.is_string_view(type_) else pa.large_binary()
        )
    if _is_text(column.type):
        return streams | _text_streams(column)
    return streams | _number_streams(column)


def _number_streams(column: pa.Array) -> Streams:
    n, offset = len(column), column.offset
    if pa.types.is_boolean(column.type):
        return {"values": np.asarray(column.fill_null(False).cast(pa.int8())).astype(np.int64)}
    if pa.types.is_decimal128(column.type):
        words = (
            np.frombuffer(column.buffers()[1], np.int64).reshape(-1, 2)[offset : offset + n]
            if n
            else np.empty((0, 2), np.int64)
        )
        streams = {"values": words[:, 0].copy()}
        if column.type.precision > 18:
            streams["high"] = words[:, 1].copy()
    else:
        bits = _bits(column.type)
        signed = np.dtype(f"int{bits}")
        raw = (
            np.frombuffer(column.buffers()[1], signed)[offset : offset + n]
            if n
            else np.empty(0, signed)
        )
        streams = {"values": raw.astype(np.int64)}
    if column.null_count:
        nulls = np.asarray(column.is_null().cast(pa.int8())).astype(bool)
        for array in streams.values():
            array[nulls] = 0
    return streams


def _text_streams(column: pa.Array) -> Streams:
    binary = pa.large_binary()
    # Casting string to binary keeps the bytes; a null row becomes an empty one and stays null
    # through "valid".
    rows = column.cast(
        pa.large_binary()
        if pa.types.is_large_binary(column.type) or pa.types.is_large_string(column.type)
        else pa.binary()
    )
    rows = rows.cast(binary).fill_null(b"")
    # a few rows say of most columns with too many values that they have them; counting all takes long
    if len(rows.slice(0, 4 * MAX_DICTIONARY).unique()) <= MAX_DICTIONARY:
        coded = rows.dictionary_encode()
        if len(coded.dictionary) <= MAX_DICTIONARY:
            return {
                "codes": np.asarray(coded.indices).astype(np.int64),
                **_lengths_and_bytes(coded.dictionary),
            }
    return _lengths_and_bytes(rows)


def _lengths_and_bytes(rows: pa.Array) -> Streams:
    if not len(rows):
        return {"lengths": np.empty(0, np.int64), "bytes": np.empty(0, np.uint8)}
    offsets = np.frombuffer(rows.buffers()[1], np.int64)[rows.offset : rows.offset + len(rows) + 1]
    data = rows.buffers()[2]
    text = (
        np.frombuffer(data, np.uint8)[offsets[0] : offsets[-1]]
        if data is not None and data.size
        else np.empty(0, np.uint8)
    )
    return {"lengths": np.diff(offsets), "bytes": text}


def from_streams(type_: pa.DataType, streams: Streams, rows: int) -> pa.Array:
    """Put a column of ``rows`` rows together again: the inverse of ``to_streams``, bit for bit.

    Raises ValueError when the streams do not describe ``rows`` rows.
    """
    if pa.types.is_null(type_):
        return pa.nulls(rows)
    validity = None
    if "valid" in streams:
        _expect_rows("valid", streams["valid"], rows)
        validity = pa.py_buffer(np.packbits(streams["valid"].astype(bool), bitorder="little"))
    if _is_text(type_) or _is_text_view(type_):
        return _text_column(type_, streams, rows, validity)
    values = np.ascontiguousarray(streams["values"])
    _expect_rows("values", values, rows)
    if pa.types.is_boolean(type_):
        data = np.packbits(values.astype(bool), bitorder="little")
    elif pa.types.is_decimal128(type_):
        data = np.empty((rows, 2), np.int64)
        data[:, 0] = values
        data[:, 1] = streams["high"] if "high" in streams else values >> 63
    else:
        data = values.astype(f"int{_bits(type_)}", copy=False)
    return pa.Array.from_buffers(type_, rows, [validity, pa.py_buffer(data)])


def _text_column(
    type_: pa.DataType, streams: Streams, rows: int, validity: pa.Buffer | None
) -> pa.Array:
    lengths, text = streams["lengths"], np.ascontiguousarray(streams["bytes"])
    if "codes" in streams:
        _expect_rows("codes", streams["codes"], rows)
        words = _offsets_array(pa.large_binary(), lengths, text, None)
        column = words.take(pa.array(streams["codes"])) if rows else words.slice(0, 0)
        if validity is not None:
            column = pa.Array.from_buffers(
                pa.large_binary(), rows, [validity, *column.buffers()[1:]]
            )
    else:
        _expect_rows("lengths", lengths, rows)
        column = _offsets_array(_plain(type_), lengths, text, validity)
    if column.type == type_:
        return column
    # By way of binary types: bytes that are no UTF-8 come back as they were, and are not judged.
    column = column.cast(_AS_BYTES.get(type_, type_))
    return column if column.type == type_ else column.view(type_)


_AS_BYTES = {
    pa.string(): pa.binary(),
    pa.large_string(): pa.large_binary(),
    pa.string_view(): pa.binary_view(),
}


def _plain(type_: pa.DataType) -> pa.DataType:
    """The type with offsets in which the bytes of a text column are laid out."""
    if pa.types.is_string_view(type_):
        return pa.large_string()
    return pa.large_binary() if pa.types.is_binary_view(type_) else type_


def _offsets_array(
    type_: pa.DataType, lengths: np.ndarray, text: np.ndarray, validity: pa.Buffer | None
) -> pa.Array:
    wide = pa.types.is_large_string(type_) or pa.types.is_large_binary(type_)
    offsets = np.zeros(len(lengths) + 1, np.int64 if wide else np.int32)
    np.cumsum(lengths, out=offsets[1:])
    if len(lengths) and (lengths.min() < 0 or offsets[-1] != len(text)):
        raise ValueError(
            f"stream 'lengths' adds up to {offsets[-1]} bytes, 'bytes' holds {len(text)}"
        )
    return pa.Array.from_buffers(
        type_, len(lengths), [validity, pa.py_buffer(offsets), pa.py_buffer(text)]
    )


def _expect_rows(name: str, array: np.ndarray, rows: int) -> None:
    if len(array) != rows:
        raise ValueError(f"stream {name!r} holds {len(array)} rows, the column has {rows}")
