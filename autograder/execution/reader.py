"""Values made of a JSON tree and buffers, which may have come from anybody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from operator import itemgetter

import numpy as np
import pyarrow as pa

from autograder.execution import arrow_streams
from autograder.execution.data_classes import (
    DEEPEST,
    NotData,
    is_rebuilt,
    is_record,
    is_state,
    passes,
    records,
)


class Reader:
    """Turns a tree and buffers back into values. ``resolve(tree)`` gives the value of a reference;
    ``known`` are the objects that "known" numbers stand for. ``mutable`` lists what the sender
    listed, in the same order. Raises ``NotData``."""

    def __init__(self, buffers: list, resolve: Callable[[list], object], known: list | None = None):
        self.buffers, self.resolve, self.known = buffers, resolve, known or []
        self.mutable: list = []
        # by place in ``mutable``: the bytes of an array as they came
        self.untouched: dict[int, memoryview] = {}
        self._classes: dict[int, type] = {}  # of records, by the sender's number
        self._tables: list[pa.Table] = []
        self._schemas: dict[int, pa.Schema] = {}  # by their buffer

    def value(self, tree: object) -> object:
        try:
            return self._value(tree, 0)
        except NotData:
            raise
        except (
            pa.ArrowException,
            MemoryError,
            ValueError,
            TypeError,
            KeyError,
            IndexError,
            OverflowError,
            RecursionError,
            ArithmeticError,
        ) as error:
            raise NotData(f"malformed data: {type(error).__name__}: {error}") from error

    def _value(self, tree: object, depth: int) -> object:
        if not isinstance(tree, list):
            if isinstance(tree, dict):
                raise NotData("malformed data: an object")
            return tree
        if depth > DEEPEST + 2:
            raise NotData(f"a value nested more than {DEEPEST} deep")
        tag, *rest = tree
        read = _READERS.get(tag)
        return read(self, rest, depth + 1) if read else self.resolve(tree)

    def _parts(self, items: list, depth: int) -> list:
        return [
            self._value(item, depth) if (kind := type(item)) is list or kind is dict else item
            for item in items
        ]

    def _list(self, rest: list, depth: int) -> list:
        made: list = []
        self.mutable.append(made)
        made.extend(self._parts(rest, depth))
        return made

    def _dict(self, rest: list, depth: int) -> dict:
        made: dict = {}
        self.mutable.append(made)
        for key, value in rest:
            key = self._value(key, depth) if type(key) in (list, dict) else key
            made[key] = self._value(value, depth) if type(value) in (list, dict) else value
        return made

    def _set(self, rest: list, depth: int) -> set:
        made: set = set()
        self.mutable.append(made)
        made.update(self._value(item, depth) for item in rest)
        return made

    def _array(self, rest: list, depth: int) -> np.ndarray:
        dtype, shape, at, watched = rest
        array = np.frombuffer(self.buffers[at], _safe(dtype)).reshape(shape)
        if array.dtype.kind == "U" and array.size and array.itemsize:
            points = np.frombuffer(self.buffers[at], array.dtype.byteorder.replace("|", "=") + "u4")
            if points.size and int(points.max()) > 0x10FFFF:
                raise NotData("malformed data: a text of no characters")
        if watched:
            self.mutable.append(array)
            if getattr(self.buffers, "untouched", None):
                self.untouched[len(self.mutable) - 1] = self.buffers.untouched[at]
        return array

    def _objects(self, rest: list, depth: int) -> np.ndarray:
        shape, items = rest
        made = np.empty(len(items), object)
        made[:] = [self._value(item, depth) for item in items]
        return made.reshape(shape)

    def _record(self, rest: list, depth: int) -> tuple:
        number, name, names, parts = rest
        cls = records(name)
        if cls is None or not is_record(cls) or list(cls._fields) != names:
            bare = str(name).rpartition(":")[2].rpartition(".")[2]
            cls = _stranger(bare, tuple(map(str, names)))
        self._classes[number] = cls
        return tuple.__new__(cls, self._parts(parts, depth))

    def _another(self, rest: list, depth: int) -> tuple:
        return tuple.__new__(self._classes[rest[0]], self._parts(rest[1], depth))

    def _state(self, rest: list, depth: int) -> object:
        name, parts = rest
        cls = records(name)
        if cls is None or not is_state(cls) or len(parts) != len(cls.__slots__):
            raise NotData(f"malformed data: no state object {name!r}")
        made = object.__new__(cls)
        self.mutable.append(made)
        for slot, part in zip(cls.__slots__, parts):
            setattr(made, slot, self._value(part, depth))
        return made

    def _rebuilt(self, rest: list, depth: int) -> object:
        cls, parts = records(rest[0]), [self._value(part, depth) for part in rest[1]]
        if cls is None or not is_rebuilt(cls):
            raise NotData(f"malformed data: no object {rest[0]!r}")
        return cls.from_data(*parts)

    def _schema(self, at: int) -> pa.Schema:
        if at not in self._schemas:
            self._schemas[at] = pa.ipc.read_schema(pa.py_buffer(self.buffers[at]))
        return self._schemas[at]

    def _batch(self, rest: list, depth: int) -> pa.Table:
        schema, whole = self._schema(rest[0]), pa.py_buffer(self.buffers[rest[1]])
        message = pa.ipc.read_message(whole)
        if message.type != "record batch" or arrow_streams.has_compressed(message):
            raise NotData("malformed data: no plain batch of rows")
        table = pa.Table.from_batches([pa.ipc.read_record_batch(message, schema)], schema)
        table.validate(full=True)
        self._tables.append(table)
        return table

    def _table(self, rest: list, depth: int) -> pa.Table:
        self._tables.append(table := self._whole_table(rest))
        return table

    def _whole_table(self, rest: list) -> pa.Table:
        schema, rows, columns = self._schema(rest[0]), rest[1], rest[2]
        arrays = [
            pa.chunked_array([self._chunk(c, f.type) for c in chunks], f.type)
            for f, chunks in zip(schema, columns, strict=True)
        ]
        if not arrays and type(rows) is int and 0 < rows < 1 << 40:
            # Arrow has no other way to make a table that has rows and no columns
            return pa.table({"": pa.nulls(rows)}, metadata=schema.metadata).select([])
        table = pa.Table.from_arrays(arrays, schema=schema)
        table.validate()  # its columns have been looked at in full
        if table.num_columns and table.num_rows != rows:
            raise NotData("malformed data: a table of another length")
        return table

    def _column(self, rest: list, depth: int):
        chunked, schema, chunks = rest
        type_ = self._schema(schema).field(0).type
        arrays = [self._chunk(chunk, type_) for chunk in chunks]
        return pa.chunked_array(arrays, type_) if chunked else arrays[0]

    def _chunk(self, tree: list, type_: pa.DataType) -> pa.Array:
        if tree[0] == "ipc":
            whole = pa.py_buffer(self.buffers[tree[1]])
            if arrow_streams.is_compressed(whole):
                raise NotData("a compressed Arrow stream")
            with pa.ipc.open_stream(whole) as stream:
                array = stream.read_next_batch().column(0)
        else:
            _, length, offset, buffers = tree
            made = [None if at is None else pa.py_buffer(self.buffers[at]) for at in buffers]
            array = pa.Array.from_buffers(type_, length, made, -1, offset)
        array.validate(full=True)
        if array.type != type_:
            raise NotData("malformed data: a column of another type")
        return array


def _integer(digits: str) -> int:
    # 4,400 bits, 1,325 decimal digits: Python would not write one of more than 4,300 into a message
    if len(digits) > 1100:
        raise NotData("a whole number of more than a thousand digits")
    return int(digits, 16)


def _safe(dtype: str) -> np.dtype:
    made = np.dtype(dtype)
    if not passes(made):
        raise NotData(f"malformed data: dtype {dtype}")
    return made


@cache
def _stranger(name: str, names: tuple[str, ...]) -> type:
    """A record class that the course does not know: of its name and fields, and equal to no class
    of the course. A field that would stand in the way of a tuple's own is read by its place."""
    fields = {
        field: property(itemgetter(at))
        for at, field in enumerate(names)
        if not field.startswith("_") and not hasattr(tuple, field)
    }
    return type(name, (tuple,), {"_fields": names, **fields})


_READERS: dict[str, Callable] = {
    "int": lambda r, t, d: _integer(t[0]),
    "list": Reader._list,
    "dict": Reader._dict,
    "set": Reader._set,
    "array": Reader._array,
    "objects": Reader._objects,
    "record": Reader._record,
    "state": Reader._state,
    "rebuilt": Reader._rebuilt,
    "another": Reader._another,
    "table": Reader._table,
    "batch": Reader._batch,
    "same table": lambda r, t, d: r._tables[t[0]],
    "column": Reader._column,
    "schema": lambda r, t, d: r._schema(t[0]),
    "type": lambda r, t, d: r._schema(t[0]).field(0).type,
    "known": lambda r, t, d: r.known[t[0]],
    "tuple": lambda r, t, d: tuple(r._parts(t, d)),
    "frozenset": lambda r, t, d: frozenset(r._value(item, d) for item in t),
    "bytes": lambda r, t, d: bytes(r.buffers[t[0]]),
    "bytearray": lambda r, t, d: bytearray(r.buffers[t[0]]),
    "scalar": lambda r, t, d: np.frombuffer(r.buffers[t[1]], _safe(t[0]), 1)[0],
    "complex": lambda r, t, d: complex(t[0], t[1]),
    "decimal": lambda r, t, d: Decimal(t[0]),
    "fraction": lambda r, t, d: Fraction(*map(_integer, t)),
    "datetime": lambda r, t, d: datetime.fromisoformat(t[0]),
    "date": lambda r, t, d: date.fromisoformat(t[0]),
    "time": lambda r, t, d: time.fromisoformat(t[0]),
    "timedelta": lambda r, t, d: timedelta(*t),
    "slice": lambda r, t, d: slice(*[r._value(part, d) for part in t]),
    "range": lambda r, t, d: range(*t),
}
