"""A cluster for graded tests: every slice is a student's process of its own, and this, the test
process, is the wire.

What travels from slice to slice comes through here as bytes that are counted and passed on unread.
So the figure cannot be forged by code that runs on a slice, and nothing can be slipped past it:
slices share no memory, files or network. A function of the test's own runs here, on values that are
fetched for it.
"""

from __future__ import annotations

import pickle
import socket
from collections.abc import Callable
from typing import NamedTuple

import pyarrow as pa

from autograder.execution.bridge import StudentError, Verb, error_like
from autograder.execution.namespace import notebook_names
from autograder.execution.remote_object import RemoteObject
from autograder.execution.tester_end import TesterEnd
from warehouse.distribution.cluster import (
    Counting,
    Part,
    SliceLost,
    check_outputs,
    travelling_bytes,
)


class _OnSlice(NamedTuple):
    """A value that lies in a slice's process: its number there."""

    number: int


class _InTester(NamedTuple):
    """A value that the test itself put on a slice or made there."""

    value: object


class _Names:
    """The notebook's names as one slice's process holds them."""

    def __init__(self, end: TesterEnd):
        self.end = end

    def __getitem__(self, name: str) -> object:
        return self.end.names([name])[name]


class Slices:
    """The slices' processes, kept from cell to cell as long as none is lost: half of what one costs
    is its start. ``start()`` gives the socket of one more."""

    def __init__(self, start: Callable[[], socket.socket]):
        self.start = start
        self.ends: list[TesterEnd] = []
        self.started = 0

    def __getitem__(self, slice_: int) -> TesterEnd:
        while len(self.ends) <= slice_:
            self.ends.append(TesterEnd(self._new))
        return self.ends[slice_]

    def _new(self) -> socket.socket:
        self.started += 1
        return self.start()

    def new_cell(self) -> None:
        """Have the processes let go of what the last cell left with them. One that has ended
        meanwhile is replaced at its next use."""
        for end in self.ends:
            if end.sock is not None:
                end.new_cell()

    def end_cell(self) -> bool:
        """Whether all that were started are there for the next cell; otherwise all are let go."""
        whole = self.started == sum(end.sock is not None for end in self.ends)
        if not whole:
            for end in self.ends:
                end.drop()
            self.ends.clear()
            self.started = 0
        return whole


class GradedCluster(Counting):
    """A cluster of ``processes``. ``main``: the process that the notebook runs in, the leader's
    side."""

    def __init__(self, processes: Slices, main: TesterEnd, slices: int = 4):
        super().__init__(slices)
        self.processes, self.main = processes, main

    def run(
        self, slice_: int, function: Callable, *arguments: object, outputs: int | None = None
    ) -> Part | list[Part]:
        if isinstance(function, RemoteObject):
            self._refuse(slice_, arguments)
            proxy = next(
                (argument for argument in arguments if isinstance(argument, RemoteObject)), None
            )
            if proxy is not None:
                raise TypeError(
                    f"{proxy!r} cannot be an argument on a slice: numbers, names, lists of these, "
                    "and parts can"
                )
            code = self.main.pickled(function)
            self._count_sent(
                len(code) + len(pickle.dumps([a for a in arguments if not isinstance(a, Part)]))
            )
            places = [
                self._on(slice_, argument) if isinstance(argument, Part) else _InTester(argument)
                for argument in arguments
            ]
            return self._run_there(slice_, code, places, outputs)
        return super().run(slice_, function, *arguments, outputs=outputs)

    def _run_there(
        self, slice_: int, code: bytes, places: list[_OnSlice | _InTester], outputs: int | None
    ) -> Part | list[Part]:
        end = self.processes[slice_]
        request = [
            Verb.RUN_ON_SLICE,
            [place.number if isinstance(place, _OnSlice) else None for place in places],
            outputs,
        ]
        values = tuple(place.value for place in places if isinstance(place, _InTester))
        try:
            made = end.request(request, (code, *values))
        except StudentError as error:
            return self._failed(slice_, error, outputs)
        if (
            not isinstance(made, list)
            or len(made) != (outputs or 1)
            or not all(type(number) is int for number in made)
        ):
            raise error_like(
                ["NotData", "Exception"], "a slice's process gave no answer that can be read"
            )
        parts = [self._part(slice_, _OnSlice(number)) for number in made]
        return parts[0] if outputs is None else parts

    def _failed(self, slice_: int, error: Exception, outputs: int | None) -> Part | list[Part]:
        """A function failed over there: its part raises when it is fetched or used."""
        if "StudentDied" in type(error).__name__:
            error = SliceLost(
                f"slice {slice_} ended. What it held is lost: open a new cluster and load the "
                "tables again"
            )
        parts = [self._part(slice_, _InTester(error)) for _ in range(outputs or 1)]
        return parts[0] if outputs is None else parts

    def _part(self, slice_: int, place: _OnSlice | _InTester) -> Part:
        part = Part(self, slice_, None)
        self._copies[part] = {slice_: place}
        return part

    def _put(self, table: pa.Table, slice_: int) -> Part:
        return self._part(slice_, _InTester(table))

    def _run(
        self, slice_: int, name: str, code: bytes, arguments: tuple, outputs: int | None
    ) -> Part | list[Part]:
        """A function of the test's: it runs here. What it uses of the student's is that slice's."""
        values = [
            self._value(slice_, argument) if isinstance(argument, Part) else argument
            for argument in arguments
        ]
        try:
            with notebook_names(_Names(self.processes[slice_])):
                function = pickle.loads(code)
            result = function(*values)
            made = [result] if outputs is None else check_outputs(result, outputs)
        except Exception as error:
            return self._failed(slice_, error, outputs)
        parts = [self._part(slice_, _InTester(value)) for value in made]
        return parts[0] if outputs is None else parts

    def _on(self, slice_: int, part: Part) -> _OnSlice | _InTester:
        """Where the part's value is on a slice, after its journey there if it has not been there
        yet."""
        places = self._copies[part]
        if slice_ not in places:
            home = places[part.slice]
            if isinstance(home, _InTester):
                if isinstance(home.value, BaseException):
                    raise home.value
                self._between[part.slice][slice_] += travelling_bytes(home.value)
                places[slice_] = home
            else:
                packed = self.processes[part.slice].request([Verb.PACK, home.number])
                if type(packed) is not bytes:
                    raise error_like(
                        ["NotData", "Exception"],
                        "a slice's process sent something that is no message",
                    )
                self._between[part.slice][slice_] += len(packed)
                places[slice_] = _OnSlice(self.processes[slice_].request([Verb.UNPACK], (packed,)))
        place = places[slice_]
        if isinstance(place, _InTester) and isinstance(place.value, BaseException):
            raise place.value
        # handed over once, then used there
        if isinstance(place, _InTester) and isinstance(place.value, pa.Table):
            places[slice_] = place = _OnSlice(
                self.processes[slice_].request([Verb.PUT], (place.value,))
            )
        return place

    def _value(self, slice_: int, part: Part) -> object:
        place = self._on(slice_, part)
        return (
            place.value
            if isinstance(place, _InTester)
            else self.processes[slice_].request([Verb.FETCH, place.number])
        )

    def _fetch(self, parts: list[Part]) -> list[object]:
        values = [self._value(part.slice, part) for part in parts]
        for part, value in zip(parts, values):
            self._to_leader[part.slice] += (
                travelling_bytes(value) if not isinstance(value, RemoteObject) else 0
            )
        return values
