"""Histories of transactions: plans of what to do, records of what happened, and the judgement of
both.

``drive(store, plan)`` does a plan on a store and returns the history, plain data in and out.
``anomalies`` names what the dependency graph of a history shows, ``snapshot_faults`` says where it
departs from strong snapshot isolation, ``judge`` does both. ``SCHEDULES`` are Hermitage's by name,
``workload`` makes random ones. ``warehouse.snapshot_isolation.engines`` runs the same schedules on
DuckDB and PostgreSQL.
"""

from warehouse.errors import ConflictError
from warehouse.snapshot_isolation.driver import drive
from warehouse.snapshot_isolation.graph import anomalies, edges
from warehouse.snapshot_isolation.judge import judge, refused_share
from warehouse.snapshot_isolation.oracle import snapshot_faults
from warehouse.snapshot_isolation.reading import Reading
from warehouse.snapshot_isolation.records import (
    Anomaly,
    Edge,
    HistoryError,
    Op,
    Stamps,
    Version,
    condition,
)
from warehouse.snapshot_isolation.schedules import SCHEDULES, Schedule, notation, parse, workload
from warehouse.snapshot_isolation.tables import Blocks, TableVersion

__all__ = [
    "SCHEDULES",
    "Anomaly",
    "Blocks",
    "ConflictError",
    "Edge",
    "HistoryError",
    "Op",
    "Reading",
    "Schedule",
    "Stamps",
    "TableVersion",
    "Version",
    "anomalies",
    "condition",
    "drive",
    "edges",
    "judge",
    "notation",
    "parse",
    "refused_share",
    "snapshot_faults",
    "workload",
]
