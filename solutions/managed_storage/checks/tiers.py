"""The cache beside its yardsticks, and a block in some of the three tiers."""

from __future__ import annotations

from collections.abc import Callable

from warehouse.checks import in_notebook, kept, run, same
from warehouse.managed_storage import caching
from warehouse.managed_storage.objects import MemoryStore


def hit_rate(make_cache: type, trace: list, capacity: int) -> float:
    """The share of the trace's reads that the student's ``Cache(capacity)`` held already."""

    def evictions(capacity: int, trace: list) -> object:
        return in_notebook(caching.evictions, make_cache, capacity, trace)

    evictions.__name__ = "Cache"
    return caching.hit_rate(trace, run(evictions, capacity, list(trace)), capacity)


def yardsticks(name: str, trace: list, capacity: int) -> tuple[float, float]:
    """Hit rates of LRU and of Belady's optimum on a trace. ``name``: the trace's, under which both
    are kept."""

    def compute() -> tuple[float, float]:
        lru = caching.evictions(caching.LRU, capacity, trace)
        return caching.hit_rate(trace, lru, capacity), caching.optimum(trace, capacity)

    return kept(compute, "cache, LRU and optimum", name)


class Tiers:
    """Where the block ``name`` lies at the beginning: its bytes in each tier, None for not
    there."""

    def __init__(
        self,
        name: str,
        memory: bytes | None = None,
        disk: bytes | None = None,
        stored: bytes | None = None,
    ):
        self.name = name
        self.memory = {} if memory is None else {name: memory}
        self.disk = {} if disk is None else {name: disk}
        self.store = MemoryStore()
        if stored is not None:
            self.store.bucket.objects[name] = stored, 0.0

    @property
    def arguments(self) -> tuple[str, dict, dict, MemoryStore]:
        """What ``read_through`` is called with."""
        return self.name, self.memory, self.disk, self.store

    def expect_read(self, read_through: Callable, data: bytes, gets: int) -> None:
        """One read must give ``data``, after so many GETs in all, and no other request."""
        got = run(read_through, *self.arguments)
        same(got, data, "the block")
        same(self.store.requests["get"], gets, "the number of GETs")
        same(self.store.requests.total(), gets, "the number of requests")
