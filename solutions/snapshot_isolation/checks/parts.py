"""Right parts of a store, written another way than the lab's solution. They are oracles too, and
what the student's one part is put between."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from warehouse.snapshot_isolation import ConflictError, Version


def newest_version(chain: list[Version], snapshot: int) -> Version | None:
    """What ``visible`` must find in a chain of ascending stamps."""
    return next((version for version in reversed(chain) if version.stamp <= snapshot), None)


def living_rows(chains: dict[object, list[Version]], snapshot: int) -> dict:
    """What ``rows_at`` must give: key and value of every row that exists at ``snapshot``."""
    seen = {key: newest_version(chain, snapshot) for key, chain in chains.items()}
    return {key: found.value for key, found in seen.items() if found and found.value is not None}


class PlainTransaction:
    """A ``Transaction`` that refuses nothing: histories make no call after the end."""

    def __init__(self, store, number: int):
        self.store, self.number, self.writes = store, number, {}

    def read(self, key):
        return self.writes[key] if key in self.writes else self.store.read(self.number, key)

    def write(self, key, value) -> None:
        self.writes[key] = value

    def delete(self, key) -> None:
        self.writes[key] = None

    def scan(self, predicate) -> dict:
        rows = {**self.store.rows(self.number), **self.writes}
        return {k: value for k, value in rows.items() if value is not None and predicate(k, value)}

    def commit(self) -> None:
        self.store.commit(self.number, self.writes)

    def abort(self) -> None:
        self.store.abort(self.number)


def first_committer_wins(chains: dict, clock: int, snapshot: int, writes: dict) -> int:
    """A right ``commit``."""
    if any(newest.stamp > snapshot for key in writes for newest in chains.get(key, [])[-1:]):
        raise ConflictError("a row was written since")
    for key, value in writes.items():
        chains.setdefault(key, []).append(Version(clock + 1, value))
    return clock + bool(writes)


def keep_what_is_seen(chains: dict, snapshots: list[int], clock: int) -> int:
    """A ``vacuum`` that keeps deletions for ever and does not count."""
    for chain in chains.values():
        seen = versions_seen(chain, {*snapshots, clock})
        chain[:] = [version for version in chain if version in seen or version is chain[-1]]
    return 0


def versions_seen(chain: list[Version], snapshots: Iterable[int]) -> list[Version]:
    """The versions that at least one of the snapshots sees, looked up once for each."""
    stamps = {found.stamp for moment in snapshots if (found := newest_version(chain, moment))}
    return [version for version in chain if version.stamp in stamps]


def vacuumed(chains: dict, snapshots: list[int], clock: int) -> dict:
    """What a right ``vacuum`` leaves of the chains."""
    left = {}
    for key, chain in chains.items():
        kept = versions_seen(chain, {*snapshots, clock})
        if kept and kept[0].value is None and all(s >= kept[0].stamp for s in snapshots):
            kept = kept[1:]
        if kept:
            left[key] = kept
    return left


def watermarks(stamp: int, reads: list, overwrites: list) -> tuple[int, int]:
    """The high and the low watermark of a transaction."""
    high, low = 0, stamp
    for version in reads:
        high, low = max(high, version.created), min(low, version.overwritten)
    for version in overwrites:
        high = max(high, version.read)
    return high, low


def store_with(store: Callable, **parts: Callable) -> Callable[[], object]:
    """Makes the lab's ``store`` anew at each call, of the given parts and right ones for the rest
    (but for the safety net, which has none here)."""
    right = {
        "visible": newest_version,
        "rows_at": living_rows,
        "Transaction": PlainTransaction,
        "commit": first_committer_wins,
        "vacuum": keep_what_is_seen,
    }
    return partial(store, **(right | parts))
