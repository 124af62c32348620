"""The shapes that the exercises of the workload_management lab are given: plain records, no behaviour."""

from __future__ import annotations

from typing import NamedTuple


class Waiting(NamedTuple):
    """A query that has not begun. ``number``: its name. ``seconds``: how long it is predicted to run, more than 0.
    ``memory``: what it takes while it runs, in MB, at least 1."""

    number: int
    seconds: float
    memory: int


class Rule(NamedTuple):
    """A monitoring rule. ``predicates``: (metric, ``"="``, ``"<"`` or ``">"``, value) each; all must hold.
    ``action``: ``"log"``, ``"hop"`` or ``"abort"``."""

    name: str
    predicates: list[tuple[str, str, float]]
    action: str


class Plan(NamedTuple):
    """What the optimiser knows of a query before it runs. ``kind``: ``"select"``, ``"insert"``, ``"copy"`` or
    ``"unload"``. ``joins``, ``aggregations``, ``sorts``: how many, 0 or more. ``scan_bytes``: bytes of the tables that it
    reads, 0 or more. ``est_rows``: rows that it handles, estimated, 1 or more. ``est_cost``: the optimiser's cost, in a unit
    of its own, 0 or more. ``width``: bytes of a row, 1 or more. ``tables``: how many, 1 or more. ``hour``: of the day,
    0 to 23."""

    kind: str
    joins: int
    aggregations: int
    sorts: int
    scan_bytes: int
    est_rows: int
    est_cost: float
    width: int
    tables: int
    hour: int


class Query(NamedTuple):
    """A query that is to run. ``number``: its name, from 0 on. ``arrival``: in seconds. ``fingerprint``: a text that is
    equal for equal queries. ``priority``: ``"highest"``, ``"high"``, ``"normal"``, ``"low"`` or ``"lowest"``."""

    number: int
    arrival: float
    fingerprint: str
    plan: Plan
    priority: str


class Outcome(NamedTuple):
    """What a query turned out to take. ``seconds``: more than 0. ``memory``: in MB, at least 1."""

    seconds: float
    memory: int
