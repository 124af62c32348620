"""Reads a history: who wrote which version, who read it, in which order the versions of a row came
to be."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from warehouse.snapshot_isolation.records import HistoryError, Op, condition, ops

UNBORN = None  # stands for the writer of a row's first state, in which it does not exist


@dataclass
class Transaction:
    """One transaction as the history shows it. ``end``: committed, aborted, refused, broken or
    open."""

    number: object
    begin: int
    serializable: bool = False
    end: str = "open"
    end_at: float = float("inf")
    # (position, key, value), not of own writes
    reads: list[tuple[int, object, object]] = field(default_factory=list)
    # (position, condition, rows, own writes then)
    scans: list[tuple[int, str, dict, dict]] = field(default_factory=list)
    # (position, key, expected, got)
    own_reads: list[tuple[int, object, object, object]] = field(default_factory=list)
    # the last value of each key, None where deleted
    writes: dict[object, object] = field(default_factory=dict)

    @property
    def committed(self) -> bool:
        return self.end == "committed"


_ENDS = {"commit": "committed", "abort": "aborted", "conflict": "refused", "error": "broken"}


class Reading:
    """A history read once, for the judges to look things up in.

    ``txns``: by number. ``writer_of``: (key, value) -> (transaction, whether it is its last write
    of the key). ``versions``: key -> the numbers of the committed transactions that wrote it,
    oldest first.

    The order of versions is the order of commits. One exception: of writers that overlapped, the
    one whose value a transaction reads that began after all others had ended is taken to be the
    last, since its value is what the store kept.
    """

    def __init__(self, history: Iterable[tuple]):
        self.ops = ops(history)
        self.txns: dict[object, Transaction] = {}
        self.writer_of: dict[tuple, tuple[Transaction, int]] = {}
        for at, op in enumerate(self.ops):
            if op.kind != "vacuum":
                self._take(at, op)
        self.versions = self._version_orders()
        self.place = {
            key: {number: i for i, number in enumerate(order)}
            for key, order in self.versions.items()
        }
        self._without: dict[tuple, tuple[list[int], list[float]]] = {}

    def _take(self, at: int, op: Op) -> None:
        if op.kind == "begin" or op.txn not in self.txns:
            if op.txn in self.txns:
                raise HistoryError(f"operation {at}: transaction {op.txn} begins twice")
            self.txns[op.txn] = Transaction(
                op.txn, at, bool(op.value) if op.kind == "begin" else False
            )
            if op.kind == "begin":
                return
        txn = self.txns[op.txn]
        if txn.end != "open":
            raise HistoryError(
                f"operation {at}: transaction {op.txn} has {txn.end} before, at {txn.end_at}"
            )
        if op.kind in _ENDS:
            txn.end, txn.end_at = _ENDS[op.kind], at
        elif op.kind == "read":
            if op.key in txn.writes:
                txn.own_reads.append((at, op.key, txn.writes[op.key], op.value))
            else:
                txn.reads.append((at, op.key, op.value))
        elif op.kind == "scan":
            txn.scans.append((at, op.key or "", op.value, dict(txn.writes)))
        else:
            value = op.value if op.kind == "write" else None
            if op.kind == "write":
                if (op.key, value) in self.writer_of:
                    raise HistoryError(
                        f"operation {at}: {value!r} was written to {op.key} before; give every write a value "
                        "of its own, or no read tells which of them it saw"
                    )
                if value is None:
                    raise HistoryError(f"operation {at}: a write of None; say delete")
                self.writer_of[op.key, value] = (txn, at)
            txn.writes[op.key] = value

    def _version_orders(self) -> dict[object, list]:
        orders: dict[object, list] = defaultdict(list)
        committed = sorted((t for t in self.txns.values() if t.committed), key=lambda t: t.end_at)
        for txn in committed:
            for key in txn.writes:
                orders[key].append(txn.number)
        if committed:
            last = committed[-1]
            if all(t is last or t.end_at < last.begin for t in self.txns.values()):
                seen = {key: value for _, key, value in last.reads}
                for _, text, rows, _ in last.scans:
                    seen |= rows if text == "" else {}
                for key, value in seen.items():
                    writer = self.writer_of.get((key, value), (None, 0))[0]
                    order = orders.get(key, [])
                    if (
                        writer is not None
                        and writer.number in order
                        and writer.writes[key] == value
                        and all(
                            self.txns[later].begin < writer.end_at
                            for later in order[order.index(writer.number) :]
                        )
                    ):
                        order.remove(writer.number)
                        order.append(writer.number)
        return orders

    def value_of(self, number: object, key: object) -> object:
        """The value of ``key`` in the version that transaction ``number`` made; None for the unborn
        and the deleted."""
        return None if number is UNBORN else self.txns[number].writes[key]

    def seen_by(self, key: object, value: object, before: int) -> tuple[object, bool]:
        """Which version a committed read returned: (the number of its writer or UNBORN, whether
        that is certain).

        None can stand for several states: never written, or deleted once and again. Then the latest
        such state that was committed before the read is taken, which can only lose a dependency,
        never make one up.
        """
        if value is not None:
            return self.writer_of[key, value][0].number, True
        dead = self.last_without(key, "", before)
        return (UNBORN, True) if dead is None else (self.versions[key][dead], False)

    def last_without(self, key: object, text: str, before: int) -> int | None:
        """The place of the newest version of ``key`` that does not match the scan condition
        ``text`` and was committed before the position ``before``; None without one."""
        if (key, text) not in self._without:
            matches = condition(text)
            places = [
                i
                for i, n in enumerate(self.versions.get(key, []))
                if (value := self.value_of(n, key)) is None or not matches(key, value)
            ]
            self._without[key, text] = (
                places,
                [self.txns[self.versions[key][i]].end_at for i in places],
            )
        places, ends = self._without[key, text]
        found = bisect_left(ends, before)
        return places[found - 1] if found else None

    def place_of(self, key: object, number: object) -> int:
        """Where the version of transaction ``number`` stands among those of ``key``; -1 for the
        unborn."""
        return -1 if number is UNBORN else self.place[key][number]

    def next_after(self, key: object, number: object) -> object:
        """The writer of the version of ``key`` that follows the one of ``number``; UNBORN without
        one."""
        order, place = self.versions.get(key, []), self.place_of(key, number) + 1
        return order[place] if place < len(order) else UNBORN
