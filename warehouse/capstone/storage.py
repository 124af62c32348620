"""Stored tables of the parts that earlier labs built: dealt out, sorted, described by zone maps, encoded, put
into an object store, committed to a log, and read back through a cache.

``Parts`` are these, whoever wrote them; ``LENT`` are right ones that are poor in every other way: nothing is
compressed, nothing kept near, every read is a request. Nothing here is graded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import pyarrow as pa

from warehouse.capstone import loading
from warehouse.capstone.records import Distributed
from warehouse.distribution.interface import Cluster
from warehouse.managed_storage.objects import MemoryStore
from warehouse.zone_maps.blocks import BlockTable

#: Of a table's blocks so many may lie in memory: one in four, at least one.
NEAR = 4


class Parts(NamedTuple):
    """What stored tables are made of, each with the signature of its lab's exercise. ``commit`` and
    ``recover``: None where there is no log, and blocks are only written."""

    distribute: Callable
    compound_sort: Callable
    build_zone_map: Callable
    encode_table: Callable
    decode_table: Callable
    block_name: Callable
    write_blocks: Callable
    read_through: Callable
    Cache: Callable
    commit: Callable | None = None
    recover: Callable | None = None


class Counts(NamedTuple):
    """Of stored tables, since their counters were set back. ``memory``, ``disk``, ``store``: blocks that were
    read there. ``fetched``: bytes from the store, ``dollars`` what its requests cost at list price.
    ``stored``: bytes that lie there, ``plain`` what they take in memory, as Arrow has them."""

    memory: int
    disk: int
    store: int
    fetched: int
    dollars: float
    stored: int
    plain: int


class StoredTable(BlockTable):
    """A ``BlockTable`` whose blocks lie in an object store, each an encoded table of one column.

    Raises ValueError where the log does not have what was committed.
    """

    def __init__(self, table: pa.Table, block_rows: int, zones: dict, parts: Parts):
        super().__init__(table, block_rows, zones)
        self._parts = parts
        places = [(name, at) for name in table.column_names for at in range(self.num_blocks)]
        plain = [self._blocks[name][at] for name, at in places]
        blobs = [
            parts.encode_table(pa.table({name: block})) for (name, _), block in zip(places, plain)
        ]
        store = MemoryStore()
        self._names = dict(zip(places, _written(parts, store, blobs)))
        self._blocks = {name: [] for name in table.column_names}  # from here on the store has them
        self.stored, self.plain = sum(map(len, blobs)), sum(block.nbytes for block in plain)
        self._bucket = store.bucket
        self._memory: dict[str, bytes] = {}
        self._disk: dict[str, bytes] = {}
        self._cache = parts.Cache(max(1, len(places) // NEAR))
        self.forget()

    def read(self, column: str, block: int) -> pa.Array:
        if column not in self._blocks:
            raise ValueError(
                f"there is no column {column!r}; the columns are {', '.join(self.column_names)}"
            )
        name = self._names[column, self._number(block)]
        near, asked = name in self._memory, self._store.requests["get"]
        data = self._parts.read_through(name, self._memory, self._disk, self._store)
        for gone in self._cache.access(name):
            self._memory.pop(gone, None)
        found = "memory" if near else "store" if self._store.requests["get"] > asked else "disk"
        self.found[found] += 1
        chunks = self._parts.decode_table(data)[column].chunks
        array = pa.concat_arrays(chunks) if chunks else pa.array([], self.schema.field(column).type)
        self.reads[column, block] += 1
        self.bytes_read += array.nbytes
        return array

    def as_data(self) -> tuple:
        raise TypeError("a stored table is read block by block, and stays where it lies")

    def keep(self, *given: object) -> BlockTable:
        raise TypeError("a stored table is loaded once: nothing is put behind its blocks")

    def forget(self) -> None:
        """Set the counters back to zero. What lies near stays there."""
        super().forget()
        self.found = dict.fromkeys(("memory", "disk", "store"), 0)
        if hasattr(self, "_bucket"):  # not while it is being made
            self._store = MemoryStore(self._bucket)

    @property
    def near(self) -> int:
        """How many blocks lie in memory."""
        return len(self._memory)

    def counts(self) -> Counts:
        moved, dollars = self._store.bytes_moved, self._store.dollars
        return Counts(*self.found.values(), moved, dollars, self.stored, self.plain)


def _written(parts: Parts, store: MemoryStore, blobs: list[bytes]) -> list[str]:
    """Have the blocks written; their names, in order."""
    if parts.commit is None:
        return parts.write_blocks(store, 0, blobs)
    version = parts.commit(store, 0, blobs, [])
    names = [parts.block_name(blob, 0) for blob in blobs]
    latest, live = parts.recover(store)
    if latest != version or set(live) != set(names):
        raise ValueError(f"the log has version {latest}, and not the blocks of version {version}")
    return names


def stored(table: pa.Table, by: str, block_rows: int, parts: Parts) -> StoredTable:
    """A slice's rows as a stored table, in the order of ``by`` and then of all their columns."""
    keys = list(dict.fromkeys([by, *table.column_names]))
    ordered = parts.compound_sort(table, keys).combine_chunks()
    zones = {name: parts.build_zone_map(ordered[name], block_rows) for name in ordered.column_names}
    return StoredTable(ordered, block_rows, zones, parts)


def load(
    cluster: Cluster, tables: dict[str, pa.Table], exchange: Callable, parts: Parts
) -> dict[str, Distributed]:
    """As ``loading.load``, of these parts."""
    make = partial(stored, parts=parts)
    return loading.load(cluster, tables, exchange, deal=parts.distribute, make=make)


def counts(cluster: Cluster, catalogue: dict[str, Distributed]) -> Counts:
    """Of all tables on all slices together."""
    asked = [
        cluster.run(s, StoredTable.counts, part)
        for table in catalogue.values()
        for s, part in enumerate(table.parts)
    ]
    return Counts(*map(sum, zip(*cluster.fetch(asked))))


# --- lent ------------------------------------------------------------------------------------------


def _sorted(table: pa.Table, keys: list[str]) -> pa.Table:
    return table.sort_by([(name, "ascending") for name in keys])


def _zones(column: pa.ChunkedArray, block_rows: int) -> list:
    count = -(-len(column) // block_rows)
    return [loading.zone_of(column.slice(at * block_rows, block_rows)) for at in range(count)]


def _as_arrow_sends_it(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue().to_pybytes()


def _as_arrow_receives_it(data: bytes) -> pa.Table:
    with pa.ipc.open_stream(data) as stream:
        return stream.read_all()


def _name(data: bytes, version: int) -> str:
    digest = hashlib.sha256(data)
    return f"blocks/{version:08}-{digest.hexdigest()}"


def _put(store: MemoryStore, version: int, blocks: list[bytes]) -> list[str]:
    """Each in its turn, whatever the store has already."""
    names = [_name(block, version) for block in blocks]
    for name, block in zip(names, blocks):
        store.put(name, block)
    return names


def _far(name: str, memory: dict, disk: dict, store: MemoryStore) -> bytes:
    """Everything from the store."""
    if name not in memory:
        memory[name] = store.get(name)
    return memory[name]


class _Nothing:
    """A cache that keeps nothing."""

    def __init__(self, capacity: int):
        self.capacity = capacity

    def access(self, key: str) -> list:
        return [key]


LENT = Parts(
    distribute=loading.dealt,
    compound_sort=_sorted,
    build_zone_map=_zones,
    encode_table=_as_arrow_sends_it,
    decode_table=_as_arrow_receives_it,
    block_name=_name,
    write_blocks=_put,
    read_through=_far,
    Cache=_Nothing,
)
