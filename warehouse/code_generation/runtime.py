"""What surrounds the loops of the code_generation lab: columns as arrays, texts as codes of a
dictionary, hash tables as sorted keys, and a plan run segment after segment.

A segment's function is called as ``segment(rows, room, columns, parameters, tables, out)``:

- ``columns``: arrays of the source's columns, ``rows`` values each: int64 (whole numbers, dates as days
  since 1970, codes of texts), float64 or bool.
- ``parameters``: what ``parameterise`` took out, bound: numbers, arrays of numbers for an ``in``, and for
  each predicate over texts an array of bool, which has an answer for every code.
- ``tables``: for each probe a tuple of arrays: the keys, ascending, and then the build's columns.
- ``out``: where the sink aggregates, ``out[0]`` holds how many codes each column of the group has, ``out[1]``
  counts rows by group, then comes an array for each aggregate. Otherwise an array for each column, with
  room for ``room`` rows; the number of rows comes back, written or not.

There are no nulls: of a column with some, ``column`` raises.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse.code_generation.compiler import types_of
from warehouse.code_generation.records import Build, Compute, Group, Order, Probe, Read, Segment
from warehouse.plans import Expression, Plan, columns_of, evaluate

_EPOCH = datetime.date(1970, 1, 1)


class Column(NamedTuple):
    """``kind``: ``int``, ``float``, ``bool``, ``date`` or ``text``. ``values``: an array that cannot be written.
    ``dictionary``: of texts, what each code stands for."""

    kind: str
    values: np.ndarray
    dictionary: pa.Array | None = None


Columns = dict[str, Column]


class Parts(NamedTuple):
    """What a plan is run with: four functions of the lab, and ``get(source, types)`` of a cache or a
    compiler."""

    segments: Callable
    streams: Callable
    parameterise: Callable
    generate: Callable
    get: Callable


def column(values: pa.ChunkedArray | pa.Array) -> Column:
    """A column of a table as the loops read it. Raises ``ValueError`` for nulls and other types."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if values.null_count:
        raise ValueError("a column with nulls: the loops know none")
    if pa.types.is_string(values.type):
        coded = values.dictionary_encode()
        return Column("text", _fixed(coded.indices.to_numpy(), np.int64), coded.dictionary)
    if pa.types.is_date32(values.type):
        return Column("date", _fixed(values.cast(pa.int32()).to_numpy(), np.int64))
    for kind, of_kind, dtype in (
        ("int", pa.types.is_integer, np.int64),
        ("float", pa.types.is_floating, np.float64),
        ("bool", pa.types.is_boolean, np.bool_),
    ):
        if of_kind(values.type):
            return Column(kind, _fixed(values.to_numpy(zero_copy_only=False), dtype))
    raise ValueError(f"a column of {values.type}: the loops know none")


def _fixed(values: np.ndarray, dtype: type) -> np.ndarray:
    values = np.array(values, dtype)
    values.flags.writeable = False
    return values


def kind_of(expression: Expression, kinds: dict[str, str]) -> str:
    """The kind of an expression's values, given those of the columns."""
    match expression:
        case ["column", name]:
            return kinds[name]
        case ["literal", value]:
            return {bool: "bool", float: "float", int: "int", datetime.date: "date"}[type(value)]
        case ["float" | "/", *_]:
            return "float"
        case ["case", _, otherwise]:
            return kind_of(otherwise, kinds)
        case ["+" | "-" | "*", a, _]:
            return kind_of(a, kinds)
        case ["year", _]:
            return "int"
    return "bool"


def bind(value: object, dictionaries: dict[str, pa.Array]) -> object:
    """What a loop is given for one of ``parameterise``'s values. A predicate over texts is computed here:
    once for each text of the dictionary, however many rows there are."""
    match value:
        case bool() | float():
            return value
        case int():
            return np.int64(value)
        case datetime.date():
            return np.int64((value - _EPOCH).days)
        case [str(), *_]:
            (name,) = columns_of(value)
            found = evaluate.value(value, pa.table({name: dictionaries[name]}))
            return _fixed(found.to_numpy(zero_copy_only=False), np.bool_)
        case list():
            numbers = [bind(each, dictionaries) for each in value]
            dtype = np.float64 if any(isinstance(each, float) for each in numbers) else np.int64
            return _fixed(np.array(numbers, dtype), dtype)
    raise ValueError(f"no loop takes {value!r}")


def run(plan: Plan, source: evaluate.Source, parts: Parts) -> pa.Table:
    """A plan's rows, by segments that are generated and compiled."""
    cut = parts.segments(plan)
    done: dict[int, Columns] = {}
    for stream in parts.streams(cut):
        for number in stream:
            done[number] = _run(cut[number], source, done, parts)
    return as_table(done[len(cut) - 1])


def _run(segment: Segment, source: evaluate.Source, done: dict, parts: Parts) -> Columns:
    if isinstance(segment.source, Read):
        table, columns, names = segment.source
        read = source(table, columns)
        inputs = {name: column(read[c]) for name, c in zip(names, columns)}
    else:
        inputs = done[segment.source]
    rows = len(next(iter(inputs.values())).values)
    kinds = {name: each.kind for name, each in inputs.items()}
    dictionaries = {name: each.dictionary for name, each in inputs.items()}
    tables = []
    for step in segment.steps:
        if isinstance(step, Probe):
            built = done[step.build]
            kinds |= {name: built[name].kind for name in step.names}
            dictionaries |= {name: built[name].dictionary for name in step.names}
            key = built[_BUILT].values
            tables.append((key, *(built[name].values for name in step.names)))
    shape, values = parts.parameterise(segment, dict(kinds))
    text = parts.generate(shape, dict(kinds))
    seen = list(inputs)
    for step in segment.steps:
        if isinstance(step, Compute):
            now = {n: kind_of(e, kinds) for n, e in zip(step.names, step.expressions)}
            dictionaries |= {
                n: dictionaries[e[1]]
                for n, e in zip(step.names, step.expressions)
                if e[0] == "column" and e[1] in dictionaries
            }
            kinds |= now
            seen = list(step.names)
        elif isinstance(step, Probe) and step.kind == "inner":
            seen += step.names
    bound = tuple(bind(value, dictionaries) for value in values)
    arrays = tuple(each.values for each in inputs.values())

    def call(room: int, out: tuple) -> int:
        given = (rows, room, arrays, bound, tuple(tables), out)
        return parts.get(text, tuple(map(types_of, given)))(*given)

    if isinstance(segment.sink, Group):
        return _grouped(segment.sink, kinds, dictionaries, call)
    room, end = 0, rows
    while end > room:
        room = end
        out = tuple(np.zeros(room, _DTYPES[kinds[name]]) for name in seen)
        end = call(room, out)
    if room == 0:
        out = tuple(np.zeros(0, _DTYPES[kinds[name]]) for name in seen)
    found = {
        n: Column(kinds[n], _fixed(v[:end], v.dtype), dictionaries.get(n))
        for n, v in zip(seen, out)
    }
    return _ended(segment.sink, found)


_DTYPES = {
    "int": np.int64,
    "date": np.int64,
    "text": np.int64,
    "float": np.float64,
    "bool": np.bool_,
}
_BUILT = " key "  # beside the columns of a hash table; no name of a plan has a blank around it


def _grouped(sink: Group, kinds: dict, dictionaries: dict, call: Callable) -> Columns:
    sizes = [len(dictionaries[name]) for name in sink.group_by]
    groups = int(np.prod(sizes, dtype=np.int64))
    out = [np.array(sizes, np.int64), np.zeros(groups, np.int64)]
    for function, name, _, _ in sink.aggregates:
        dtype = np.int64 if function == "count" else _DTYPES[kinds[name]]
        ends = np.iinfo(dtype) if dtype is np.int64 else np.finfo(dtype)
        first = {"min": ends.max, "max": ends.min}.get(function, 0)
        out.append(np.full(groups, first, dtype))
    call(0, tuple(out))
    there = np.flatnonzero(out[1]) if sink.group_by else np.arange(1)
    found, left = {}, there
    for name, size in reversed(list(zip(sink.group_by, sizes))):
        found[name] = Column("text", _fixed(left % size, np.int64), dictionaries[name])
        left = left // size
    found = dict(reversed(found.items()))
    for name, (function, column_, _, scale), values in zip(sink.names, sink.aggregates, out[2:]):
        values, counts = values[there], out[1][there]
        if function != "count" and not counts.all():
            raise ValueError(f"{name} is null: {function} of no rows, and the loops know no nulls")
        kind = "int" if function == "count" else kinds[column_]
        if function == "avg":
            values, kind = values / counts / 10**scale, "float"
        found[name] = Column(kind, _fixed(values, values.dtype))
    return found


def _ended(sink: object, found: Columns) -> Columns:
    if isinstance(sink, Order):
        return _sorted(sink, found)
    if isinstance(sink, Build):
        (key,) = sink.keys
        by = np.argsort(found[key].values, kind="stable")
        found = {
            n: each._replace(values=_fixed(each.values[by], each.values.dtype))
            for n, each in found.items()
        }
        return {**found, _BUILT: found[key]}
    return found


def _sorted(sink: Order, found: Columns) -> Columns:
    keys = [
        (name, "descending" if down else "ascending", "at_start" if first else "at_end")
        for name, down, first in sink.keys
    ]
    by = pc.sort_indices(as_table(found), sort_keys=keys).to_numpy()[: sink.limit]
    return {
        n: each._replace(values=_fixed(each.values[by], each.values.dtype))
        for n, each in found.items()
    }


def as_table(found: Columns) -> pa.Table:
    """Columns as plans hand them out: texts, dates and numbers."""
    made = {}
    for name, each in found.items():
        if name == _BUILT:
            continue
        values = pa.array(each.values)
        if each.kind == "text":
            values = each.dictionary.take(values)
        elif each.kind == "date":
            values = values.cast(pa.int32()).cast(pa.date32())
        made[name] = values
    return pa.table(made)
