"""Calls of the student's function on clusters in the process that the function lives in.

What a check asks of the answer alone it asks there: one message, where a cluster whose slices are
processes takes a hundred. What travels between processes is weighed on such a cluster.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import pyarrow as pa

from warehouse.checks import drive, in_notebook, shown_as
from warehouse.checks.compare import calls as shown
from warehouse.checks.outcomes import Raised
from warehouse.distribution.cluster import Uncopied

Tables = dict[str, list[pa.Table]]  # parts by name, one for each slice


class Local:
    """In messages, a cluster that is made where the student's code lives."""

    def __init__(self, slices: int):
        self.slices = slices

    def __repr__(self) -> str:
        return f"<cluster of {self.slices} slices>"


def call(
    name: str, driver: Callable, function: Callable, tables: Tables, *arguments: object
) -> object:
    """``driver(cluster, function, *arguments)`` on a cluster that holds ``tables``; in messages
    ``name(cluster, *arguments)``, the student's ``function``. What ``driver`` returns must be data,
    and it may use nothing of this package."""
    slices = _slices(tables)

    @shown_as(name)
    def called(cluster: Local, *arguments: object) -> object:
        return send(partial(_on_clusters, driver), function, [slices], [(0, tables, arguments)])[0]

    return drive(called, Local(slices), *arguments)


def each(
    name: str, driver: Callable, function: Callable, cases: Sequence[tuple[Tables, tuple]]
) -> Iterator[object]:
    """``call`` of each (tables, arguments) in turn, on a cluster of its own; all go across
    together. Where one of them raises they are called one by one, which tells which it was."""
    try:
        jobs = [(at, *case) for at, case in enumerate(cases)]
        answers = calls(name, driver, function, jobs)
    except Raised:
        for tables, arguments in cases:
            yield call(name, driver, function, tables, *arguments)
        return
    for (tables, arguments), answer in zip(cases, answers, strict=True):
        shown.start(name, (Local(_slices(tables)), *arguments))
        yield answer


def calls(
    name: str, driver: Callable, function: Callable, jobs: Sequence[tuple[int, Tables, tuple]]
) -> list[object]:
    """As ``call`` of (number of a cluster, tables, arguments) in turn. All clusters are there from
    the first to the last call, each with as many slices as its first tables have parts."""
    slices: dict[int, int] = {}
    for at, tables, _ in jobs:
        slices.setdefault(at, _slices(tables))

    @shown_as(name)
    def called(*clusters: Local) -> list[object]:
        counts = [slices[at] for at in sorted(slices)]
        return send(partial(_on_clusters, driver), function, counts, list(jobs))

    return drive(called, *(Local(slices[at]) for at in sorted(slices)))


def _slices(tables: Tables) -> int:
    return len(next(iter(tables.values())))


def send(driver: Callable, *arguments: object) -> object:
    """``driver(*arguments)`` where the student's code lives, which may see all that it holds."""
    return in_notebook(driver, *arguments, keeps=True)


def short_lived(
    name: str, function: Callable, table: pa.Table, rows: int, times: int, *more: object
) -> list[object]:
    """``function``, the student's, called ``name`` in messages, of one part of ``table`` after the
    other, each of so many rows and from one row further on, and ``more``. No part is there any
    longer when the next one is made, which is then often where it was."""

    @shown_as(name)
    def called(table: pa.Table, *more: object) -> object:
        return in_notebook(_one_by_one, function, table, rows, times, more)

    return drive(called, table, *more)


def _one_by_one(function: Callable, table: pa.Table, rows: int, times: int, more: tuple) -> list:
    return [function(table.slice(at, rows), *more) for at in range(times)]


def _on_clusters(driver: Callable, function: Callable, slices: list[int], jobs: list) -> list:
    clusters = [Uncopied(count) for count in slices]
    answers = []
    for at, tables, arguments in jobs:
        for name, parts in tables.items():
            clusters[at].load(name, parts)
        clusters[at].reset_traffic()
        answers.append(driver(clusters[at], function, *arguments))
    return answers
