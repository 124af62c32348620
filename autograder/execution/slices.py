"""In a slice's process: how a value is written for the wire and read from it. The test process
passes it on unread."""

from __future__ import annotations

import pickle
from typing import NamedTuple

import cloudpickle
import pyarrow as pa


class _Wire(NamedTuple):
    data: bytes


def packed(value: object) -> bytes:
    """In a slice's process: a value as it goes over the wire. Tables by Arrow, cut to their rows;
    all else pickled."""

    def shrunk(thing: object) -> object:
        if type(thing) is pa.Table:
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, thing.schema) as stream:
                stream.write_table(thing)
            return _Wire(sink.getvalue().to_pybytes())
        if type(thing) in (list, tuple, set):
            return type(thing)(map(shrunk, thing))
        if type(thing) is dict:
            return {shrunk(key): shrunk(item) for key, item in thing.items()}
        return thing

    return cloudpickle.dumps(shrunk(value), protocol=5)


def unpacked(data: bytes) -> object:
    def grown(thing: object) -> object:
        if type(thing) is _Wire:
            return pa.ipc.open_stream(thing.data).read_all()
        if type(thing) in (list, tuple, set):
            return type(thing)(map(grown, thing))
        if type(thing) is dict:
            return {grown(key): grown(item) for key, item in thing.items()}
        return thing

    return grown(pickle.loads(data))
