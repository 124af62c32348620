"""Whether an Arrow stream is compressed, found out without reading its columns: a few hundred
kilobytes of one can unpack into gigabytes. pyarrow does not tell; the headers of its messages do
(https://arrow.apache.org/docs/format/Columnar.html#serialization-and-interprocess-communication-ipc;
they are FlatBuffers, https://flatbuffers.dev/internals/)."""

from __future__ import annotations

import struct

import pyarrow as pa

#: Fields of the tables in Message.fbs, by place.
HEADER = 2  # of Message
DATA = 1  # of DictionaryBatch: a RecordBatch
COMPRESSION = 3  # of RecordBatch


def is_compressed(stream: pa.Buffer) -> bool:
    """Whether any batch in a stream, of a dictionary or of rows, has compressed buffers. Raises
    ``pa.ArrowInvalid`` for what is no stream."""
    messages = pa.ipc.MessageReader.open_stream(stream)
    return any(message.type != "schema" and has_compressed(message) for message in messages)


def has_compressed(message: pa.Message) -> bool:
    """Whether a message of a dictionary or of rows has compressed buffers. Raises
    ``pa.ArrowInvalid`` for one that has no header."""
    header = message.metadata.to_pybytes()
    try:
        batch = _table(header, _place(header, 0), HEADER)
        if message.type == "dictionary":
            batch = _table(header, batch, DATA)
        return _field(header, batch, COMPRESSION) != 0
    except struct.error as error:
        raise pa.ArrowInvalid(f"a message without a header: {error}") from error


def _table(header: bytes, table: int, field: int) -> int:
    """Where the table lies that a field of another points to."""
    at = _field(header, table, field)
    if not at:
        raise pa.ArrowInvalid("a message without a batch")
    return _place(header, at)


def _place(header: bytes, at: int) -> int:
    return at + struct.unpack_from("<I", header, at)[0]


def _field(header: bytes, table: int, field: int) -> int:
    """Where a field of a table lies; 0 where it is left out."""
    layout = table - struct.unpack_from("<i", header, table)[0]
    size = struct.unpack_from("<H", header, layout)[0]
    entry = 4 + 2 * field
    if entry >= size:
        return 0
    offset = struct.unpack_from("<H", header, layout + entry)[0]
    return table + offset if offset else 0
