"""What each of TPC-H's 22 queries takes on a warehouse, counted once at scale factor 0.01, and how long that is on
the larger warehouse of the day.

Bytes are counted, seconds are reckoned from them: so a day is the same on every machine. The day's warehouse holds
``TIMES`` as much, and reads, receives and sends at the speeds below. These are ours, and nobody's measurement.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from warehouse import plans
from warehouse.capstone import loading, storage, workload
from warehouse.capstone.records import Distributed, Operators
from warehouse.distribution.cluster import Uncopied
from warehouse.distribution.interface import Cluster

SCALE, SLICES = 0.01, 4
TIMES = 10_000  # the day's warehouse, in units of the one whose bytes are counted
#: Bytes a second: of an RPU that reads blocks, of an RPU that fetches them from the store, of the network between
#: slices, which no size makes faster.
READS, FETCHES, MOVES = 250e6, 100e6, 2.5e9
PLANS_IN = 0.15  # seconds until a query begins
FILE = Path(__file__).with_name("measured.json")


class Template(NamedTuple):
    """One of the 22 queries. ``moved``: bytes between slices and to the leader. ``read``: bytes of blocks, as Arrow
    has them. ``fetched``: bytes from the object store."""

    number: int
    moved: int
    read: int
    fetched: int

    def seconds(self, rpus: int) -> float:
        """On a cluster of so many RPUs, alone on it."""
        divides = self.read / READS + self.fetched / FETCHES
        return PLANS_IN + TIMES * (self.moved / MOVES + divides / rpus)


@cache
def tables_of(number: int) -> tuple[str, ...]:
    """The tables that a query reads, by name."""
    steps = plans.steps(plans.tpch(number).plan)
    return tuple(sorted({step.table for step in steps if isinstance(step, plans.Scan)}))


@cache
def table_bytes(name: str) -> int:
    """What a table takes in memory at ``SCALE``, of the columns that the queries read."""
    return loading.tpch_tables(SCALE)[name].nbytes


def measure(execute: Callable, operators: Operators, parts: storage.Parts) -> list[Template] | str:
    """The 22 queries, each once; or a sentence where one gives other rows than DuckDB."""
    cluster, found = Uncopied(SLICES), []
    catalogue = storage.load(cluster, loading.tpch_tables(SCALE), operators.exchange, parts)
    duck = workload.duckdb_over(SCALE)
    for number in workload.NUMBERS:
        run = workload.one(cluster, catalogue, execute, operators, number, duck)
        if not run.same:
            return f"query {number} gives other rows than DuckDB"
        moved = run.moved + run.to_leader
        fetched = storage.counts(cluster, catalogue).fetched
        found.append(Template(number, moved, _read(cluster, catalogue), fetched))
    return found


def _read(cluster: Cluster, catalogue: dict[str, Distributed]) -> int:
    asked = [
        cluster.run(s, _bytes_read, part)
        for table in catalogue.values()
        for s, part in enumerate(table.parts)
    ]
    return sum(cluster.fetch(asked))


def _bytes_read(stored: storage.StoredTable) -> int:
    return stored.bytes_read


def kept(whose: str) -> list[Template]:
    """What ``make bench`` has counted: ``"built"``, of the labs' reference solutions; ``"lent"``, of the engine that
    gathers rows in one place, over tables that nobody compressed."""
    return [Template(*row) for row in json.loads(FILE.read_text(encoding="utf-8"))[whose]]
