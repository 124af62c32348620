"""The verdict on a history: the dependency graph and the snapshot oracle together, for one of two
isolation levels."""

from __future__ import annotations

from collections.abc import Iterable

from warehouse.snapshot_isolation.graph import anomalies
from warehouse.snapshot_isolation.oracle import snapshot_faults
from warehouse.snapshot_isolation.reading import Reading
from warehouse.snapshot_isolation.records import Anomaly

#: What snapshot isolation lets through by its nature.
ALLOWED_BY_SNAPSHOT_ISOLATION = frozenset({"G2-item", "G2"})


def judge(history: Iterable[tuple], serializable: bool = False) -> list[Anomaly]:
    """What is wrong with a history of a store under snapshot isolation or, with ``serializable``,
    of one that must be serialisable besides; an empty list is a pass. A wrong answer of one
    operation comes before the cycle it leads to.

    Among serialisable transactions one that overlaps with no other must not be refused: that is
    "needless conflict" too.
    """
    reading = Reading(history)
    found = snapshot_faults(reading)
    found += [
        a for a in anomalies(reading) if serializable or a.name not in ALLOWED_BY_SNAPSHOT_ISOLATION
    ]
    if serializable:
        found += alone_and_refused(reading)
    return found


def alone_and_refused(reading: Reading) -> list[Anomaly]:
    """Refused transactions during which no other was running."""
    found = []
    for txn in reading.txns.values():
        if txn.end == "refused" and not any(
            other is not txn and other.begin < txn.end_at and other.end_at > txn.begin
            for other in reading.txns.values()
        ):
            found.append(
                Anomaly(
                    "needless conflict",
                    f"T{txn.number} was refused, yet no other transaction was running",
                    (),
                    (txn.begin, int(txn.end_at)),
                )
            )
    return found


def refused_share(history: Iterable[tuple]) -> float:
    """Refused transactions among those that tried to commit."""
    ends = [txn.end for txn in Reading(history).txns.values()]
    tried = ends.count("committed") + ends.count("refused")
    return ends.count("refused") / tried if tried else 0.0
