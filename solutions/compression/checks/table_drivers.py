"""What runs in the student's process on tables: encoding and decoding in a notebook that was changed, or is
watched. Nothing here knows what is right."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

import pyarrow as pa


def decoded_by_another(
    encode: Callable, decode: Callable, tables: list[pa.Table]
) -> list[tuple[object, str]]:
    """(table, "") or (None, why not) of each: the names of the notebook, and what its own lists,
    dicts and sets hold, are again as they were before anything was encoded."""
    names = encode.__globals__
    before = dict(names)
    stores = {
        name: (store, store.copy())
        for name, store in before.items()
        if type(store) in (dict, list, set, bytearray) and name[:2] != "__" and store is not names
    }
    made = [encode(table) for table in tables]
    for name in set(names) - set(before):
        del names[name]
    names.update(before)
    for store, held in stores.values():
        store.clear()
        store.extend(held) if type(store) in (list, bytearray) else store.update(held)
    told = []
    for encoded in made:
        try:
            told.append((decode(encoded), ""))
        except Exception as error:
            told.append((None, f"{type(error).__name__}: {error}"[:300]))
    return told


def encoded_with_other_hashes(encode: Callable, tables: list[pa.Table], turn: bool) -> list[bytes]:
    """In a notebook whose sets are gone through from their other end, where ``turn``; those that are
    written in braces where a list or a tuple is made of them."""

    class LikeSets(type):
        def __instancecheck__(self, value: object) -> bool:
            return isinstance(value, self.__base__)

    def turned(kind: type) -> type:
        return LikeSets(
            kind.__name__, (kind,), {"__iter__": lambda self: in_order(list(kind.__iter__(self)))}
        )

    def in_order(rows: list) -> Iterator:
        return reversed(rows) if turn else iter(rows)

    def made_of_turned(kind: type) -> type:
        def make(cls: type, rows: Iterable = ()) -> object:
            return kind(in_order(list(rows)) if type(rows) in (set, frozenset) else rows)

        return LikeSets(kind.__name__, (kind,), {"__new__": make})

    names = encode.__globals__
    others = {"set": turned(set), "frozenset": turned(frozenset)}
    others |= {"list": made_of_turned(list), "tuple": made_of_turned(tuple)}
    had = {name: names[name] for name in others if name in names}
    names.update(others)
    try:
        return [encode(table) for table in tables]
    finally:
        for name in others:
            del names[name]
        names.update(had)


def encoded_slice(encode: Callable, table: pa.Table) -> bytes:
    """Of an equal table, a slice of a longer one whose first row is null in every column."""
    longer = [pa.concat_arrays([pa.nulls(1, c.type), *c.chunks]) for c in table.columns]
    return encode(pa.Table.from_arrays([c.slice(1) for c in longer], schema=table.schema))


def ready_made_calls(
    encode: Callable, decode: Callable, table: pa.Table, others: list[pa.Table]
) -> tuple[object, object, list[str]]:
    """(the bytes, the table that came back, functions of ready-made formats that were called on the
    way there and back of it and of some others). Python tells of every call, whatever it is called in
    the notebook."""
    modules = {"parquet", "ipc", "feather", "orc", "csv", "dataset", "pickle", "duckdb"}
    found, known = set(), set()

    def look(frame: object, event: str, argument: object) -> None:
        if event == "call":
            key = frame.f_code
        elif event == "c_call":
            key = getattr(argument, "__module__", None), getattr(argument, "__qualname__", "?")
        else:
            return
        if key in known:
            return
        known.add(key)
        if event == "call":
            module, name = frame.f_globals.get("__name__", ""), key.co_name
        else:
            module = key[0] or type(getattr(argument, "__self__", None)).__module__
            name = getattr(argument, "__name__", "?")
        parts = str(module).replace("_", "").split(".")
        if name not in ("read_schema", "<module>") and modules.intersection(parts):
            found.add(f"{module}.{name}")

    sys.setprofile(look)
    try:
        encoded = encode(table)
        back = decode(encoded)
        for other in others:
            with suppress(Exception):  # an error with one of these is another check's matter
                decode(encode(other))
    finally:
        sys.setprofile(None)
    return encoded, back, sorted(found)
