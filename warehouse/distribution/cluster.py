"""The clusters that a program opens. Two backends behind one interface
(``warehouse.distribution.interface``): ``InProcess`` keeps all slices in this process, so it starts
at once, and counts what a network would have carried. ``shared()`` runs each slice in a process of
its own (``warehouse.distribution.dask_cluster``), and counts what was written to the wire.
"""

from __future__ import annotations

import itertools
import pickle
import weakref
from collections.abc import Callable

import cloudpickle
import pyarrow as pa

from warehouse.checks import host
from warehouse.distribution.interface import (
    Cluster,
    ClusterError,
    Part,
    SliceLost,
    check_outputs,
)
from warehouse.distribution.records import Traffic, table_bytes

__all__ = [
    "Cluster",
    "ClusterError",
    "Counting",
    "InProcess",
    "Part",
    "SliceLost",
    "Uncopied",
    "check_outputs",
    "shared",
    "travelling_bytes",
]


def travelling_bytes(value: object) -> int:
    """What a value takes on the wire: tables (also in plain lists and dicts) are sent by Arrow, all
    else is pickled."""
    if type(value) is pa.Table:
        return table_bytes(value)
    if type(value) in (list, tuple, set):
        return sum(map(travelling_bytes, value))
    if type(value) is dict:
        return sum(map(travelling_bytes, itertools.chain(value, value.values())))
    buffers: list = []
    return len(cloudpickle.dumps(value, buffer_callback=buffers.append)) + sum(
        b.raw().nbytes for b in buffers
    )


class Counting(Cluster):
    """A cluster that carries every value itself, and so counts what a network would have
    carried."""

    def __init__(self, slices: int = 4):
        if slices < 1:
            raise ValueError(f"a cluster has at least one slice, not {slices}")
        super().__init__(slices)
        # where a part's value is already; a part that nobody holds any more goes, and its value with it
        self._copies: weakref.WeakKeyDictionary[Part, set[int]] = weakref.WeakKeyDictionary()
        self._unpickled: dict[bytes, Callable] = {}
        self.reset_traffic()

    def traffic(self) -> Traffic:
        return Traffic(tuple(map(tuple, self._between)), tuple(self._to_leader), self._from_leader)

    def reset_traffic(self) -> None:
        self._between = [[0] * self.slices for _ in range(self.slices)]
        self._to_leader = [0] * self.slices
        self._from_leader = 0

    def close(self) -> None:
        self._catalogue.clear()
        self._copies.clear()

    def _count_sent(self, count: int) -> None:
        self._from_leader += count


class InProcess(Counting):
    """All slices in this process. Functions run at once, on a copy, as they would after a journey.

    Where a grader keeps the student's code in a process of its own the cluster is the grader's
    (``warehouse.checks.host``)."""

    def __new__(cls, slices: int = 4) -> Cluster:
        return host.current().cluster(slices) or super().__new__(cls)

    def _put(self, table: pa.Table, slice_: int) -> Part:
        part = Part(self, slice_, table)
        self._copies[part] = {slice_}
        return part

    def _run(
        self, slice_: int, name: str, code: bytes, arguments: tuple, outputs: int | None
    ) -> Part | list[Part]:
        function = self._unpickled.get(code)
        if function is None:
            function = pickle.loads(code)
            if self._pickled.remembers(code):  # it keeps nothing: one copy serves all its calls
                self._unpickled[code] = function
        return self._apply(slice_, function, arguments, outputs)

    def _apply(
        self, slice_: int, function: Callable, arguments: tuple, outputs: int | None
    ) -> Part | list[Part]:
        values = [
            self._at(slice_, argument) if isinstance(argument, Part) else argument
            for argument in arguments
        ]
        result = function(*values)
        if outputs is None:
            return self._put(result, slice_)
        return [self._put(value, slice_) for value in check_outputs(result, outputs)]

    def _at(self, slice_: int, part: Part) -> object:
        copies = self._copies[part]
        if slice_ not in copies:
            copies.add(slice_)
            self._between[part.slice][slice_] += travelling_bytes(part._value)
        return part._value

    def _fetch(self, parts: list[Part]) -> list[object]:
        for part in parts:
            self._to_leader[part.slice] += travelling_bytes(part._value)
        return [part._value for part in parts]


class Uncopied(InProcess):
    """As ``InProcess``, but functions run as they are, and not on a copy of theirs, which takes ten
    times as long as a small table's work: for checks that run hundreds."""

    def run(
        self, slice_: int, function: Callable, *arguments: object, outputs: int | None = None
    ) -> Part | list[Part]:
        self._refuse(slice_, arguments)
        return self._apply(slice_, function, arguments, outputs)


def shared(slices: int = 4) -> Cluster:
    """A cluster of real processes that is started once and used again: for checks and views, not
    for lasting data.

    One that lost a slice, or was interrupted in its work, is replaced. Closed at the end of the
    process.
    """
    theirs = host.current().shared_cluster(slices)
    if theirs is not None:
        return theirs
    # Dask takes half a second to import: only who needs it pays
    from warehouse.distribution.dask_cluster import shared_cluster

    return shared_cluster(slices)
