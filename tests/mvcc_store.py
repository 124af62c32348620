"""A small multi-version store with bugs to switch on, for testing the checks of histories.

``Store()`` is right. ``Store(bug="...")`` makes one of the mistakes in ``BUGS``. It is written
apart from the lab's reference: one class, stamps kept in the versions, no parts to put in.
"""

from __future__ import annotations

import math

from warehouse.snapshot_isolation import ConflictError

#: name -> what the store gets wrong
BUGS = {
    "no_ww_check": "commits without looking for a concurrent writer of the same row",
    "ww_off_by_one": "overlooks a conflict with the very first commit after its begin",
    "ww_first_key_only": "looks for a conflict at the first row it wrote only",
    "ww_deletes_forgotten": "does not count a concurrent delete as a write",
    "read_committed": "reads the newest committed version instead of its snapshot's",
    "off_by_one_snapshot": "sees the first commit after its begin",
    "stale_snapshot": "takes its snapshot one commit too early",
    "lazy_snapshot": "takes its snapshot at its first read and not at begin",
    "dirty_read": "reads what others have written and not committed",
    "abort_keeps_writes": "installs its writes when it aborts",
    "leak_intermediate": "publishes every write at once, as if committed",
    "no_own_writes": "does not see its own writes",
    "scan_skips_own_writes": "sees its own writes when it reads, not when it scans",
    "non_atomic_commit": "installs row after row until it meets a conflict",
    "refused_keeps_writes": "is refused, and its writes stay",
    "gc_too_early": "vacuum keeps the newest version of each row and forgets the running transactions",
    "gc_drops_deleted": "vacuum forgets a deleted row that a running transaction still sees",
    "aborts_readers": "refuses a reader whose row was overwritten",
    "first_updater_waits_for_no_one": "refuses a writer for a rival that has not committed",
    "ssn_off": "does not run the safety net",
    "ssn_ignore_reads": "forgets who overwrote what it read",
    "ssn_ignore_readers": "forgets who read what it overwrites",
    "ssn_lt": "refuses only where the low watermark is below, not where it equals, the high one",
    "ssn_scans_forgotten": "does not count the rows of a scan as read",
}


class _Version:
    def __init__(self, stamp: int, value: object):
        self.stamp, self.value, self.read, self.overwritten = stamp, value, stamp, math.inf


class Store:
    def __init__(self, bug: str | None = None):
        assert bug is None or bug in BUGS, bug
        self.bug, self.clock = bug, 0
        self.rows: dict[object, list[_Version]] = {}
        self.open: list[Transaction] = []

    def begin(self, serializable: bool = False) -> Transaction:
        txn = Transaction(self, serializable)
        self.open.append(txn)
        return txn

    def chain(self, key: object) -> list[_Version]:
        return self.rows.setdefault(key, [_Version(0, None)])

    def vacuum(self) -> None:
        snapshots = {self.clock} | (
            {t.snapshot for t in self.open if t.snapshot is not None}
            if self.bug != "gc_too_early"
            else set()
        )
        if self.bug == "lazy_snapshot":
            return
        for chain in self.rows.values():
            if self.bug == "gc_drops_deleted" and chain[-1].value is None:
                chain[:] = chain[-1:]
            kept = [
                v
                for i, v in enumerate(chain)
                if any(
                    v.stamp <= s and (i + 1 == len(chain) or chain[i + 1].stamp > s)
                    for s in snapshots
                )
            ]
            chain[:] = kept if kept else chain[-1:]


class Transaction:
    def __init__(self, store: Store, serializable: bool):
        self.store, self.serializable, self.bug = store, serializable, store.bug
        self.snapshot = {"stale_snapshot": max(0, store.clock - 1), "lazy_snapshot": None}.get(
            store.bug, store.clock
        )
        self.writes: dict[object, object] = {}
        self.seen: dict[object, _Version | None] = {}
        self.scanned = False

    def _see(self, key: object) -> _Version | None:
        if self.snapshot is None:
            self.snapshot = self.store.clock
        limit = {"read_committed": math.inf, "off_by_one_snapshot": self.snapshot + 1}.get(
            self.bug, self.snapshot
        )
        return next((v for v in reversed(self.store.chain(key)) if v.stamp <= limit), None)

    def read(self, key: object) -> object:
        if key in self.writes and self.bug != "no_own_writes":
            return self.writes[key]
        if self.bug == "dirty_read":
            for other in self.store.open:
                if key in other.writes:
                    return other.writes[key]
        version = self._see(key)
        self.seen.setdefault(key, version)
        return version.value if version else None

    def scan(self, predicate) -> dict:
        self.scanned = self.scanned or self.bug != "ssn_scans_forgotten"
        rows = {}
        for key in list(self.store.rows.keys() | self.writes.keys()):
            if key in self.writes and self.bug != "scan_skips_own_writes":
                value = self.read(key)
            else:
                version = self._see(key)
                value = version.value if version else None
            if value is not None and predicate(key, value):
                rows[key] = value
        return rows

    def write(self, key: object, value: object) -> None:
        if self.bug == "first_updater_waits_for_no_one" and any(
            o is not self and key in o.writes for o in self.store.open
        ):
            self.store.open.remove(self)
            raise ConflictError(key)
        self.writes[key] = value
        if self.bug == "leak_intermediate":
            self.store.clock += 1
            self.store.chain(key).append(_Version(self.store.clock, value))

    def delete(self, key: object) -> None:
        self.writes[key] = None

    def abort(self) -> None:
        self.store.open.remove(self)
        if self.bug == "abort_keeps_writes":
            self._install(self.store.clock + 1)

    def commit(self) -> None:
        store = self.store
        store.open.remove(self)
        if self.snapshot is None:
            self.snapshot = store.clock
        stamp = store.clock + 1
        if self.bug == "aborts_readers" and any(
            store.chain(k)[-1].stamp > self.snapshot for k in self.seen
        ):
            raise ConflictError("read")
        checked = list(self.writes)[:1] if self.bug == "ww_first_key_only" else list(self.writes)
        for key in checked if self.bug not in ("no_ww_check", "leak_intermediate") else []:
            newest = store.chain(key)[-1]
            if newest.stamp > self.snapshot + (self.bug == "ww_off_by_one") and not (
                self.bug == "ww_deletes_forgotten" and newest.value is None
            ):
                if self.bug == "refused_keeps_writes":
                    self._install(stamp)
                raise ConflictError(key)
            if self.bug == "non_atomic_commit":
                store.clock = stamp
                store.chain(key).append(_Version(stamp, self.writes[key]))
                self.snapshot = stamp if key == checked[-1] else self.snapshot
        if self.bug == "non_atomic_commit" or self.bug == "leak_intermediate":
            return
        if self.serializable and self.bug != "ssn_off":
            self._certify(stamp)
        if self.writes:
            self._install(stamp)
        elif self.serializable:
            store.clock = stamp

    def _certify(self, stamp: int) -> None:
        keys = self.store.rows.keys() | self.seen.keys() if self.scanned else self.seen.keys()
        read = [v for v in (self._see(k) for k in keys - self.writes.keys()) if v]
        replaced = [self.store.chain(k)[-1] for k in self.writes]
        high = max(
            [v.stamp for v in read]
            + ([v.read for v in replaced] if self.bug != "ssn_ignore_readers" else []),
            default=0,
        )
        if self.bug != "ssn_ignore_readers":
            fresh = any(
                len(self.store.chain(k)) == 1 and self.store.chain(k)[0].stamp == 0
                for k in self.writes
            )
            high = max(high, getattr(self.store, "scans", 0) if fresh else 0)
        low = min(
            [stamp] + ([v.overwritten for v in read] if self.bug != "ssn_ignore_reads" else [])
        )
        if low < high or (low == high and self.bug != "ssn_lt"):
            raise ConflictError("not serialisable")
        for version in read:
            version.read = max(version.read, stamp)
        for version in replaced:
            version.overwritten = low
        if self.scanned:
            self.store.scans = stamp

    def _install(self, stamp: int) -> None:
        self.store.clock = stamp
        for key, value in self.writes.items():
            self.store.chain(key).append(_Version(stamp, value))
