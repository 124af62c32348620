"""The snapshot oracle: what a store under strong snapshot isolation must have answered, operation
by operation.

A transaction reads the state at its begin: all that committed before, nothing that committed after,
its own writes on top. It may commit exactly when no transaction that committed since its begin
wrote a row that it writes. The dependency graph alone misses stores that read an older state than
they should, or that refuse what they need not; this sees them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable

from warehouse.snapshot_isolation.reading import Reading, Transaction
from warehouse.snapshot_isolation.records import Anomaly, condition


def snapshot_faults(history: Iterable[tuple] | Reading) -> list[Anomaly]:
    """Every departure from strong snapshot isolation, in the order of the history. Names: "wrong
    snapshot", "own write", "lost update" (both of two overlapping writers of a row committed),
    "needless conflict", "error".

    A refused transaction that asked for serializability is not counted: its reads may be the
    reason.
    """
    reading = history if isinstance(history, Reading) else Reading(history)
    # key -> (position of the commit, value)
    committed: dict[object, list[tuple[int, object]]] = defaultdict(list)
    writers: dict[object, list] = defaultdict(list)
    for txn in sorted((t for t in reading.txns.values() if t.committed), key=lambda t: t.end_at):
        for key, value in txn.writes.items():
            committed[key].append((txn.end_at, value))
            writers[key].append(txn.number)
    found: list[Anomaly] = []
    for txn in reading.txns.values():
        found += _reads(txn, committed)
        found += _end(txn, committed, writers, reading)
    return sorted(found, key=lambda anomaly: anomaly.at[-1])


def _state(versions: list[tuple[int, object]], begin: int) -> object:
    place = bisect_left(versions, begin, key=lambda version: version[0])
    return versions[place - 1][1] if place else None


def _reads(txn: Transaction, committed: dict) -> list[Anomaly]:
    found = []
    for at, key, expected, got in txn.own_reads:
        if not _same(got, expected):
            found.append(
                Anomaly(
                    "own write",
                    f"T{txn.number} must read {key} = {expected!r}, its own write, and got {got!r}",
                    (),
                    (at,),
                )
            )
    for at, key, got in txn.reads:
        expected = _state(committed.get(key, []), txn.begin)
        if not _same(got, expected):
            found.append(
                Anomaly(
                    "wrong snapshot",
                    f"T{txn.number} must read {key} = {expected!r}, as when it began, and got {got!r}",
                    (),
                    (txn.begin, at),
                )
            )
    for at, text, rows, own in txn.scans:
        matches = condition(text)
        expected = {key: _state(versions, txn.begin) for key, versions in committed.items()} | own
        expected = {
            key: value
            for key, value in expected.items()
            if value is not None and matches(key, value)
        }
        wrong = [
            key
            for key in expected.keys() | rows.keys()
            if not _same(rows.get(key), expected.get(key))
        ]
        if wrong:
            key = min(wrong, key=str)
            name = "own write" if key in own else "wrong snapshot"
            found.append(
                Anomaly(
                    name,
                    f"T{txn.number} must find {key} = {expected.get(key)!r} in its scan, and found {rows.get(key)!r}",
                    (),
                    (txn.begin, at),
                )
            )
    return found


def _same(got: object, expected: object) -> bool:
    return type(got) is type(expected) and got == expected


def _end(txn: Transaction, committed: dict, writers: dict, reading: Reading) -> list[Anomaly]:
    if txn.end == "broken":
        text = next(op.value for op in reading.ops[int(txn.end_at) :] if op.txn == txn.number)
        return [Anomaly("error", f"T{txn.number}: {text}", (), (int(txn.end_at),))]
    if txn.end not in ("committed", "refused"):
        return []
    rivals = []
    for key in txn.writes:
        versions = committed.get(key, [])
        since = bisect_left(versions, txn.begin, key=lambda version: version[0])
        until = bisect_left(versions, txn.end_at, key=lambda version: version[0])
        rivals += [(versions[place][0], writers[key][place], key) for place in range(since, until)]
    rivals.sort(key=lambda rival: rival[0])
    at = int(txn.end_at)
    if txn.committed and rivals:
        when, other, key = rivals[0]
        return [
            Anomaly(
                "lost update",
                f"T{txn.number} committed its write of {key}, though T{other} had committed one since T{txn.number} began",
                (),
                (txn.begin, when, at),
            )
        ]
    if txn.end == "refused" and not rivals and not txn.serializable:
        what = (
            f"no one committed a write of {', '.join(map(str, txn.writes))} since it began"
            if txn.writes
            else "it wrote nothing"
        )
        return [
            Anomaly(
                "needless conflict", f"T{txn.number} was refused, yet {what}", (), (txn.begin, at)
            )
        ]
    return []
