"""Data written as a JSON tree and buffers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pyarrow as pa

from autograder.execution.data_classes import (
    DEEPEST,
    MOST_BYTES,
    MOST_ITEMS,
    NotData,
    is_rebuilt,
    is_record,
    is_state,
    passes,
    qualified,
    records,
)

#: Bytes up to which an array that was lent is looked at for changes: a checksum of so many takes a
#: tenth of a second.
WATCHED = 64 << 20
_PLAIN = frozenset((type(None), bool, float, str))
#: A whole number up to it passes as JSON's. Python reads decimal numbers of up to 4,300 digits, and
#: these have 603.
_LONG = 1 << 2000
#: Up to so many bytes a table passes as one batch of rows: column by column its many small buffers cost
#: five times as much. Nothing of that size is weighed.
_SMALL = 1 << 14
_FLAT = frozenset(
    kind.id
    for kind in (
        pa.bool_(), pa.int8(), pa.int16(), pa.int32(), pa.int64(), pa.uint8(), pa.uint16(),
        pa.uint32(), pa.uint64(), pa.float32(), pa.float64(), pa.string(), pa.large_string(),
        pa.binary(), pa.date32(), pa.timestamp("us"), pa.decimal128(9),
    )
)  # fmt: skip


class Writer:
    """Turns values into a JSON tree and buffers. ``refer(value)`` gives the tree of what is not
    data.

    With ``by_value`` course objects that can be written as data are; a slice of a column of more
    than ``cut`` bytes passes without the rest of it.

    ``mutable`` lists, in order, the lists, dicts, sets, small arrays and state objects met: what
    the other side may change in place. ``known`` maps the id of such an object to its number, for
    the way back.
    """

    def __init__(
        self,
        refer: Callable[[object], list],
        known: dict[int, int] | None = None,
        by_value: bool = False,
        cut: int | None = None,
    ):
        self.refer, self.known, self.by_value, self.cut = refer, known or {}, by_value, cut
        self.buffers: list = []
        self.mutable: list = []
        self._at: dict[tuple[int, int], int] = {}
        self._classes: dict[type, int] = {}  # of records that were met, with their numbers
        # tables that were met; they are held, so that no other gets such an id
        self._tables: dict[int, tuple[int, pa.Table]] = {}
        self._schemas: dict[bytes, int] = {}
        self._bytes = self._items = 0

    def buffer(self, data) -> int:
        view = memoryview(data).cast("B") if not isinstance(data, bytes) else data
        self._bytes += len(view)
        if self._bytes > MOST_BYTES:
            raise NotData(f"a value of more than {MOST_BYTES:,} bytes")
        self.buffers.append(view)
        return len(self.buffers) - 1

    def tree(self, value: object, depth: int = 0) -> object:
        kind = type(value)
        if kind in _PLAIN or (kind is int and -_LONG < value < _LONG):
            return value
        if depth > DEEPEST:
            raise NotData(f"a value nested more than {DEEPEST} deep")
        self._items += 1
        if self._items > MOST_ITEMS:
            raise NotData(f"a value of more than {MOST_ITEMS:,} parts")
        if id(value) in self.known:
            return ["known", self.known[id(value)]]
        write = _WRITERS.get(kind)
        if write is not None:
            return write(self, value, depth)
        if kind in self._classes:
            parts = self._parts(tuple.__iter__(value), depth + 1)
            return ["another", self._classes[kind], parts]
        if isinstance(value, np.generic) and kind.__module__ == "numpy":
            return (
                ["scalar", value.dtype.str, self.buffer(value.tobytes())]
                if passes(value.dtype)
                else self.refer(value)
            )
        if isinstance(value, tuple) and is_record(kind):
            self._classes[kind] = len(self._classes)
            parts = self._parts(tuple.__iter__(value), depth + 1)
            return ["record", self._classes[kind], qualified(kind), list(kind._fields), parts]
        if is_state(kind) and records(qualified(kind)) is kind:
            self.mutable.append(value)
            return [
                "state",
                qualified(kind),
                [self.tree(getattr(value, slot), depth + 1) for slot in kind.__slots__],
            ]
        if self.by_value and is_rebuilt(kind) and records(qualified(kind)) is kind:
            return [
                "rebuilt",
                qualified(kind),
                [self.tree(part, depth + 1) for part in value.as_data()],
            ]
        if (
            isinstance(value, (pa.Array, pa.ChunkedArray, pa.Table, pa.Schema, pa.DataType))
            and kind.__module__ == "pyarrow.lib"
        ):
            return self._arrow(value)
        return self.refer(value)

    def _parts(self, items: Iterable, depth: int) -> list:
        return [
            item
            if (kind := type(item)) in _PLAIN or (kind is int and -_LONG < item < _LONG)
            else self.tree(item, depth)
            for item in items
        ]

    def _list(self, value: list, depth: int) -> list:
        self.mutable.append(value)
        return ["list", *self._parts(value, depth + 1)]

    def _dict(self, value: dict, depth: int) -> list:
        self.mutable.append(value)
        return [
            "dict",
            *[
                [
                    k if type(k) in _PLAIN else self.tree(k, depth + 1),
                    v if type(v) in _PLAIN else self.tree(v, depth + 1),
                ]
                for k, v in value.items()
            ],
        ]

    def _set(self, value: set, depth: int) -> list:
        self.mutable.append(value)
        return ["set", *[self.tree(item, depth + 1) for item in value]]

    def _array(self, value: np.ndarray, depth: int) -> list:
        if value.nbytes > MOST_BYTES:
            raise NotData(f"an array of {value.nbytes:,} bytes")
        if value.dtype.kind == "O":
            return [
                "objects",
                list(value.shape),
                [self.tree(item, depth + 1) for item in value.ravel().tolist()],
            ]
        if not passes(value.dtype):
            return self.refer(value)
        if value.nbytes <= WATCHED and value.flags.writeable:
            self.mutable.append(value)
        flat = np.ascontiguousarray(value)
        watched = bool(value.nbytes <= WATCHED and value.flags.writeable)
        at = self.buffer(flat.view(np.uint8).reshape(-1) if flat.size else b"")
        return ["array", value.dtype.str, list(value.shape), at, watched]

    def _arrow(self, value) -> list:
        if isinstance(value, pa.DataType):
            return ["type", self._schema(pa.schema([("x", value)]))]
        if isinstance(value, pa.Schema):
            return ["schema", self._schema(value)]
        if isinstance(value, pa.Table):
            if id(value) in self._tables:
                return ["same table", self._tables[id(value)][0]]
            self._tables[id(value)] = (len(self._tables), value)
            batch = _one_batch(value)
            if batch is not None:
                return ["batch", self._schema(value.schema), self.buffer(batch.serialize())]
            return [
                "table",
                self._schema(value.schema),
                value.num_rows,
                [[self._chunk(c) for c in column.chunks] for column in value.columns],
            ]
        chunked = isinstance(value, pa.ChunkedArray)
        chunks = value.chunks if chunked else [value]
        return [
            "column",
            chunked,
            self._schema(pa.schema([("x", value.type)])),
            [self._chunk(chunk) for chunk in chunks],
        ]

    def _schema(self, schema: pa.Schema) -> int:
        written = schema.serialize().to_pybytes()
        if written not in self._schemas:
            self._schemas[written] = self.buffer(written)
        return self._schemas[written]

    def _chunk(self, array: pa.Array) -> list:
        flat = (
            array.type.num_fields == 0
            and not pa.types.is_dictionary(array.type)
            and "view" not in str(array.type)
        )
        whole = array.get_total_buffer_size()
        alone = self.cut is not None and whole > self.cut and array.nbytes < whole // 2
        if (
            not flat
            or alone
            or isinstance(array, pa.ExtensionArray)
            or array.nbytes > MOST_BYTES // 4
        ):
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, pa.schema([("x", array.type)])) as stream:
                stream.write_batch(pa.record_batch([array], names=["x"]))
            return ["ipc", self.buffer(sink.getvalue())]
        return [
            "raw",
            len(array),
            array.offset,
            [None if b is None else self._shared(b) for b in array.buffers()],
        ]

    def _shared(self, buffer: pa.Buffer) -> int:
        """Two slices of one column share a buffer; it passes once."""
        key = (buffer.address, buffer.size)
        if key not in self._at:
            self._at[key] = self.buffer(buffer if buffer.size else b"")
        return self._at[key]


def _one_batch(table: pa.Table) -> pa.RecordBatch | None:
    """A small table of plain columns as one batch, where it lies in memory as the one that is made
    of it will; otherwise None."""
    if not table.num_columns or not table.num_rows or table.get_total_buffer_size() > _SMALL:
        return None
    batches = table.to_batches()
    if len(batches) != 1 or any(column.num_chunks != 1 for column in table.itercolumns()):
        return None
    columns = batches[0].columns
    plain = all(column.type.id in _FLAT and not column.offset for column in columns)
    return batches[0] if plain else None


_WRITERS: dict[type, Callable] = {
    int: lambda w, v, d: ["int", hex(v)],
    list: Writer._list,
    dict: Writer._dict,
    set: Writer._set,
    np.ndarray: Writer._array,
    tuple: lambda w, v, d: ["tuple", *w._parts(v, d + 1)],
    frozenset: lambda w, v, d: ["frozenset", *[w.tree(item, d + 1) for item in v]],
    bytes: lambda w, v, d: ["bytes", w.buffer(v)],
    bytearray: lambda w, v, d: ["bytearray", w.buffer(bytes(v))],
    complex: lambda w, v, d: ["complex", v.real, v.imag],
    Decimal: lambda w, v, d: ["decimal", str(v)],
    Fraction: lambda w, v, d: ["fraction", hex(v.numerator), hex(v.denominator)],
    datetime: lambda w, v, d: ["datetime", v.isoformat()],
    date: lambda w, v, d: ["date", v.isoformat()],
    time: lambda w, v, d: ["time", v.isoformat()],
    timedelta: lambda w, v, d: ["timedelta", v.days, v.seconds, v.microseconds],
    slice: lambda w, v, d: [
        "slice",
        w.tree(v.start, d + 1),
        w.tree(v.stop, d + 1),
        w.tree(v.step, d + 1),
    ],
    range: lambda w, v, d: ["range", v.start, v.stop, v.step],
}
