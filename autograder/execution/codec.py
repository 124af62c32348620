"""What may pass between the student's process and the test process: data, written as JSON and
buffers, never pickled.

Exact built-in types, numpy arrays and scalars, Arrow arrays, tables, schemas and types, and the
named records of ``warehouse``. Everything else stays where it is and passes as a reference, which
``bridge`` knows what to do with. A subclass is not data: an int that says it equals everything is
an object, and arrives as a reference.

Arrow arrays pass as they lie in memory, whole buffers with offset and length, so that what a table
holds on to can be weighed on the other side. Whatever comes is validated before it is used.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache

import numpy as np
import pyarrow as pa

DEEPEST = 60  # levels of nesting
MOST_ITEMS = 2_000_000  # list items and the like in one message
MOST_BYTES = 768 << 20  # bytes of buffers in one message
WATCHED = 64 << 20  # bytes up to which an array that was lent is looked at for changes

_PLAIN = frozenset((type(None), bool, float, str))
_LONG = 1 << 2000  # a whole number up to it passes as JSON's


class NotData(TypeError):
    """A value is too deep, too large or malformed to pass."""


def qualified(cls: type) -> str:
    """What a class is called between the two processes: two labs may use one name for two
    things."""
    return f"{cls.__module__}:{cls.__qualname__}"


@cache
def _record_classes() -> dict[str, type]:
    return {}


def records(name: str) -> type | None:
    """The class of ``warehouse`` of this qualified name, if it is one whose objects pass as data.

    A class of the notebook's own, such as a record that a student has defined anew, is taken for
    the only one of its bare name, where there is just one. None where there is none.
    """
    known = _record_classes()
    if name not in known:
        module, _, bare = name.rpartition(":")
        homes = [module] if module.startswith("warehouse.") else list(sys.modules)
        found = {
            cls
            for cls in (getattr(sys.modules.get(home), bare, None) for home in homes if _ours(home))
            if isinstance(cls, type) and _ours(cls.__module__) and _passes_as_data(cls)
        }
        if len(found) != 1:
            return None
        known[name] = found.pop()
    return known[name]


def _ours(module: str) -> bool:
    return module.startswith("warehouse.")


def _passes_as_data(cls: type) -> bool:
    return _is_record(cls) or _is_state(cls) or _is_rebuilt(cls)


def _is_record(cls: type) -> bool:
    return issubclass(cls, tuple) and hasattr(cls, "_fields")


def _is_state(cls: type) -> bool:
    """A small object of named slots that the other side may change: passed by value, and its
    changes come back."""
    return getattr(cls, "passes_by_value", False) is True and bool(getattr(cls, "__slots__", ()))


def _is_rebuilt(cls: type) -> bool:
    """A course object that the student's process writes as data (``as_data``) and the test process
    makes anew (``from_data``)."""
    return hasattr(cls, "as_data") and hasattr(cls, "from_data")


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
        if isinstance(value, np.generic) and kind.__module__ == "numpy":
            return (
                ["scalar", value.dtype.str, self.buffer(value.tobytes())]
                if _passes(value.dtype)
                else self.refer(value)
            )
        if isinstance(value, tuple) and _is_record(kind):
            return [
                "record",
                qualified(kind),
                list(kind._fields),
                [self.tree(part, depth + 1) for part in tuple.__iter__(value)],
            ]
        if _is_state(kind) and records(qualified(kind)) is kind:
            self.mutable.append(value)
            return [
                "state",
                qualified(kind),
                [self.tree(getattr(value, slot), depth + 1) for slot in kind.__slots__],
            ]
        if self.by_value and _is_rebuilt(kind) and records(qualified(kind)) is kind:
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

    def _list(self, value: list, depth: int) -> list:
        self.mutable.append(value)
        return [
            "list",
            *[
                item
                if (kind := type(item)) in _PLAIN or (kind is int and -_LONG < item < _LONG)
                else self.tree(item, depth + 1)
                for item in value
            ],
        ]

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
        if not _passes(value.dtype):
            return self.refer(value)
        if value.nbytes <= WATCHED and value.flags.writeable:
            self.mutable.append(value)
        flat = np.ascontiguousarray(value)
        return ["array", value.dtype.str, list(value.shape), self.buffer(flat.view(np.uint8).reshape(-1) if flat.size else b""),
                bool(value.nbytes <= WATCHED and value.flags.writeable)]  # fmt: skip

    def _arrow(self, value) -> list:
        if isinstance(value, pa.DataType):
            return ["type", self._schema(pa.schema([("x", value)]))]
        if isinstance(value, pa.Schema):
            return ["schema", self._schema(value)]
        if isinstance(value, pa.Table):
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
        return self.buffer(schema.serialize())

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


_WRITERS: dict[type, Callable] = {
    int: lambda w, v, d: ["int", hex(v)],
    list: Writer._list,
    dict: Writer._dict,
    set: Writer._set,
    np.ndarray: Writer._array,
    tuple: lambda w, v, d: ["tuple", *[w.tree(item, d + 1) for item in v]],
    frozenset: lambda w, v, d: ["frozenset", *[w.tree(item, d + 1) for item in v]],
    bytes: lambda w, v, d: ["bytes", w.buffer(v)],
    bytearray: lambda w, v, d: ["bytearray", w.buffer(bytes(v))],
    complex: lambda w, v, d: ["complex", v.real, v.imag],
    Decimal: lambda w, v, d: ["decimal", str(v)],
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


class Reader:
    """Turns a tree and buffers back into values. ``resolve(tree)`` gives the value of a reference;
    ``known`` are the objects that "known" numbers stand for. ``mutable`` lists what the sender
    listed, in the same order. Raises ``NotData``."""

    def __init__(self, buffers: list, resolve: Callable[[list], object], known: list | None = None):
        self.buffers, self.resolve, self.known = buffers, resolve, known or []
        self.mutable: list = []
        # by place in ``mutable``: the bytes of an array as they came
        self.untouched: dict[int, memoryview] = {}

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

    def _list(self, rest: list, depth: int) -> list:
        made: list = []
        self.mutable.append(made)
        made.extend(
            [self._value(item, depth) if type(item) in (list, dict) else item for item in rest]
        )
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
        name, names, parts = rest
        cls, values = records(name), [self._value(part, depth) for part in parts]
        if cls is not None and _is_record(cls) and list(cls._fields) == names:
            return tuple.__new__(cls, values)
        bare = str(name).rpartition(":")[2].rpartition(".")[2]
        return tuple.__new__(_stranger(bare, tuple(map(str, names))), values)

    def _state(self, rest: list, depth: int) -> object:
        name, parts = rest
        cls = records(name)
        if cls is None or not _is_state(cls) or len(parts) != len(cls.__slots__):
            raise NotData(f"malformed data: no state object {name!r}")
        made = object.__new__(cls)
        self.mutable.append(made)
        for slot, part in zip(cls.__slots__, parts):
            setattr(made, slot, self._value(part, depth))
        return made

    def _rebuilt(self, rest: list, depth: int) -> object:
        cls, parts = records(rest[0]), [self._value(part, depth) for part in rest[1]]
        if cls is None or not _is_rebuilt(cls):
            raise NotData(f"malformed data: no object {rest[0]!r}")
        return cls.from_data(*parts)

    def _schema(self, at: int) -> pa.Schema:
        return pa.ipc.read_schema(pa.py_buffer(self.buffers[at]))

    def _table(self, rest: list, depth: int) -> pa.Table:
        schema, rows, columns = self._schema(rest[0]), rest[1], rest[2]
        arrays = [
            pa.chunked_array([self._chunk(c, f.type) for c in chunks], f.type)
            for f, chunks in zip(schema, columns, strict=True)
        ]
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
            with pa.ipc.open_stream(pa.py_buffer(self.buffers[tree[1]])) as stream:
                array = stream.read_next_batch().column(0)
        else:
            _, length, offset, buffers = tree
            made = [None if at is None else pa.py_buffer(self.buffers[at]) for at in buffers]
            array = pa.Array.from_buffers(type_, length, made, -1, offset)
        array.validate(full=True)
        if array.type != type_:
            raise NotData("malformed data: a column of another type")
        return array


def _passes(dtype: np.dtype) -> bool:
    return dtype.kind in "biufcmMSU" and not (
        dtype.kind in "fc" and dtype.itemsize > (8 if dtype.kind == "f" else 16)
    )


def _integer(digits: str) -> int:
    if len(digits) > 1100:  # Python writes no number of more than 4,300 decimal digits
        raise NotData("a whole number of more than a thousand digits")
    return int(digits, 16)


def _safe(dtype: str) -> np.dtype:
    made = np.dtype(dtype)
    if not _passes(made):
        raise NotData(f"malformed data: dtype {dtype}")
    return made


@cache
def _stranger(name: str, names: tuple[str, ...]) -> type:
    """A record class that the course does not know: of its name and fields, and equal to no class
    of the course."""
    return type(name, (tuple,), {"_fields": names})


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
    "table": Reader._table,
    "column": Reader._column,
    "schema": lambda r, t, d: r._schema(t[0]),
    "type": lambda r, t, d: r._schema(t[0]).field(0).type,
    "known": lambda r, t, d: r.known[t[0]],
    "tuple": lambda r, t, d: tuple(r._value(item, d) for item in t),
    "frozenset": lambda r, t, d: frozenset(r._value(item, d) for item in t),
    "bytes": lambda r, t, d: bytes(r.buffers[t[0]]),
    "bytearray": lambda r, t, d: bytearray(r.buffers[t[0]]),
    "scalar": lambda r, t, d: np.frombuffer(r.buffers[t[1]], _safe(t[0]), 1)[0],
    "complex": lambda r, t, d: complex(t[0], t[1]),
    "decimal": lambda r, t, d: Decimal(t[0]),
    "datetime": lambda r, t, d: datetime.fromisoformat(t[0]),
    "date": lambda r, t, d: date.fromisoformat(t[0]),
    "time": lambda r, t, d: time.fromisoformat(t[0]),
    "timedelta": lambda r, t, d: timedelta(*t),
    "slice": lambda r, t, d: slice(*[r._value(part, d) for part in t]),
    "range": lambda r, t, d: range(*t),
}
