"""Histories of transactions: plans of what to do, records of what happened, and the judgement of both.

``drive(store, plan)`` does a plan on a store and returns the history, plain data in and out. ``anomalies`` names what the
dependency graph of a history shows, ``snapshot_faults`` says where it departs from strong snapshot isolation, ``judge``
does both. ``SCHEDULES`` are Hermitage's by name, ``workload`` makes random ones. ``warehouse.histories.engines`` runs the
same schedules on DuckDB and PostgreSQL.
"""

from warehouse.histories.driver import drive
from warehouse.histories.graph import anomalies, edges
from warehouse.histories.judge import judge, refused_share
from warehouse.histories.oracle import snapshot_faults
from warehouse.histories.reading import Reading
from warehouse.histories.records import Anomaly, ConflictError, Edge, HistoryError, Op, Stamps, Version, condition
from warehouse.histories.schedules import SCHEDULES, Schedule, parse, workload
from warehouse.histories.tables import Blocks, TableVersion

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
    "parse",
    "refused_share",
    "snapshot_faults",
    "workload",
]
