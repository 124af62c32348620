"""Exercise 2: one exchange or broadcast on a cluster that is watched, or that fails. What stands here runs in
the student's process and holds nothing that is due."""

from __future__ import annotations

import builtins
from collections.abc import Callable
from datetime import date

import pyarrow as pa

from warehouse.capstone.records import Distributed
from warehouse.distribution import cluster as clusters
from warehouse.distribution.cluster import SliceLost, Uncopied


def told(cluster: Uncopied, data: Distributed, placed: Distributed) -> tuple:
    """The parts, keys, everywhere, what travelled, what went to the leader, and whether ``data`` is as it
    was given.

    # driver: runs in the student's process
    """
    parts = cluster.keep("the result", list(placed.parts))
    traffic = cluster.traffic()
    return (
        cluster.fetch(parts),
        placed.keys,
        placed.everywhere,
        traffic.moved,
        sum(traffic.to_leader),
        all(a is b for a, b in zip(parts, data.parts)),
    )


def lying(
    cluster: Uncopied, parts: list[pa.Table], keys: frozenset, everywhere: bool
) -> Distributed:
    """# driver: runs in the student's process"""
    data = Distributed(cluster.load("t", parts), keys, everywhere)
    cluster.reset_traffic()
    return data


def exchanged(
    exchange: Callable, parts: list[pa.Table], keys: list[str], said: frozenset, everywhere: bool
) -> tuple:
    """# driver: runs in the student's process"""
    cluster = Uncopied(len(parts))
    data, asked = lying(cluster, parts, said, everywhere), list(keys)
    kept = list(data.parts)
    placed = exchange(cluster, data, asked)
    intact = asked == keys and all(a is b for a, b in zip(kept, data.parts, strict=True))
    return *told(cluster, data, placed), intact


def copied(broadcast: Callable, parts: list[pa.Table], said: frozenset, everywhere: bool) -> tuple:
    """# driver: runs in the student's process"""
    cluster = Uncopied(len(parts))
    data = lying(cluster, parts, said, everywhere)
    placed = broadcast(cluster, data)
    return told(cluster, data, placed)


class Travels(clusters.InProcess):
    """Slices in this process, to which functions go as their code: one that uses the cluster, or parts, cannot."""

    def __new__(cls, slices: int) -> clusters.Cluster:
        return object.__new__(cls)


def travelled(exchange: Callable, parts: list[pa.Table], keys: list[str]) -> tuple:
    """The parts, what travelled between slices, and to the leader.

    # driver: runs in the student's process
    """
    cluster = Travels(len(parts))
    placed = exchange(cluster, lying(cluster, parts, frozenset(), False), list(keys))
    kept = cluster.keep("the result", list(placed.parts))
    traffic = cluster.traffic()
    return cluster.fetch(kept), traffic.moved, sum(traffic.to_leader)


class Salted(Uncopied):
    """Slices whose ``hash`` of a text or a date differs, as in processes of their own."""

    def _apply(
        self, slice_: int, function: Callable, arguments: tuple, outputs: int | None
    ) -> object:
        own = builtins.hash

        def salted(value: object) -> int:
            salt = (slice_ + 1) * 0x9E3779B97F4A7C15
            return own(value) ^ salt if isinstance(value, (str, bytes, tuple, date)) else own(value)

        builtins.hash = salted
        try:
            return super()._apply(slice_, function, arguments, outputs)
        finally:
            builtins.hash = own


def in_processes(exchange: Callable, parts: list[pa.Table], keys: list[str]) -> list[pa.Table]:
    """# driver: runs in the student's process"""
    cluster = Salted(len(parts))
    placed = exchange(cluster, lying(cluster, parts, frozenset(), False), list(keys))
    return cluster.fetch(list(placed.parts))


def lose_at(cluster: Uncopied, at: int, calls: tuple[str, ...] = ("run", "fetch")) -> list[None]:
    """Slice 1 is lost at call ``at`` of these methods. What comes back is as long as there were calls.

    # driver: runs in the student's process
    """
    made: list[None] = []

    def counted(method: Callable) -> Callable:
        def call(*given: object, **named: object) -> object:
            made.append(None)
            if len(made) == at:
                raise SliceLost("slice 1 ended. What it held is lost: open a new cluster")
            return method(*given, **named)

        return call

    for name in calls:
        setattr(cluster, name, counted(getattr(cluster, name)))
    return made


def losing(function: Callable, parts: list[pa.Table], at: int, *given: object) -> int:
    """A cluster that loses a slice at call ``at`` of ``run``; how many calls there were.

    # driver: runs in the student's process
    """
    cluster = Uncopied(len(parts))
    data = lying(cluster, parts, frozenset(), False)
    made = lose_at(cluster, at, ("run",))
    function(cluster, data, *given)
    return len(made)
