"""A topic of partitions, a table, and one node's way to both, in this process.

``warehouse.streaming.kafka`` speaks to a Kafka broker and behaves the same (a test sees to it). A node can be
told to die at a certain request, before or after that took effect; from then on every request of it fails.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress

from warehouse.errors import ConflictError
from warehouse.streaming.records import Record, Rejected, Row


class Crashed(Exception):
    """This node is dead. What it had asked for may or may not have taken effect; it will ask for nothing
    more."""


class Unavailable(Exception):
    """One request was refused and took no effect. The node lives on."""


class OutOfRange(Exception):
    """A fetch from an offset that the partition does not have, nor will have next."""


class Topic:
    """Partitions, each a run of records with growing offsets. ``low``: where what is left of a partition
    begins; ``end``: the offset that its next record will have at least. ``group``: offsets that consumers left
    with the broker. ``at_once``: how many records a fetch gives at most, whatever it asks for, None for as many
    as it asks for."""

    def __init__(self, partitions: int | list[int] = 1):
        numbers = range(partitions) if isinstance(partitions, int) else partitions
        self.records: dict[int, list[Record]] = {number: [] for number in numbers}
        self.low, self.end = dict.fromkeys(self.records, 0), dict.fromkeys(self.records, 0)
        self.group: dict[int, int] = {}
        self.at_once: int | None = None

    def append(
        self, partition: int, value: bytes | None, key: bytes | None = None, timestamp: int = 0
    ) -> int:
        """Add a record at the end of a partition; returns its offset."""
        offset = self.end[partition]
        self.records[partition].append(Record(partition, offset, key, value, timestamp))
        self.end[partition] = offset + 1
        return offset

    def skip(self, partition: int, count: int = 1) -> None:
        """Use up offsets without a record, as the markers of transactions do."""
        self.end[partition] += count

    def retain(self, partition: int, low: int) -> None:
        """Forget what lies before offset ``low``: its time was up."""
        self.low[partition] = low
        kept = [record for record in self.records[partition] if record.offset >= low]
        self.records[partition] = kept

    def partitions(self) -> list[int]:
        return list(self.records)

    def watermarks(self, partition: int) -> tuple[int, int]:
        return self.low[partition], self.end[partition]

    def fetch(self, partition: int, offset: int, most: int) -> list[Record]:
        low, end = self.watermarks(partition)
        if not low <= offset <= end:
            raise OutOfRange(f"partition {partition} has {low} to {end}, not {offset}")
        later = [record for record in self.records[partition] if record.offset >= offset]
        return later[: most if self.at_once is None else min(most, self.at_once)]

    def commit_offset(self, partition: int, offset: int) -> None:
        self.group[partition] = offset

    def committed_offsets(self) -> dict[int, int]:
        return dict(self.group)


class Table:
    """What the warehouse holds of a topic: rows, records that were rejected, and for each partition the offset
    to read next."""

    def __init__(self, offsets: dict[int, int] | None = None):
        self.rows: list[Row] = []
        self.rejected: list[Rejected] = []
        self.offsets = dict(offsets or {})

    def stored_offsets(self) -> dict[int, int]:
        return dict(self.offsets)

    def commit(self, rows: list, offsets: dict, rejected: list, expected: dict) -> None:
        """One transaction: all of it or nothing. Raises ``ConflictError`` where a partition's stored offset
        is not the expected one."""
        for partition, offset in expected.items():
            if self.offsets.get(partition) != offset:
                raise ConflictError(
                    f"partition {partition}: stored is {self.offsets.get(partition)}, not {offset}"
                )
        self.rows += rows
        self.rejected += rejected
        self.offsets.update(offsets)


class StreamTarget:
    """One node's way to a topic and a table. ``requests`` counts by kind; ``asked`` holds kind and arguments
    of each, in order.

    ``crash_at``: the number of the request (from 1) at which the node dies, None for never; ``after``: whether
    it still takes effect. ``fails_at``: the number of one that raises ``fails_with``. ``others`` is called
    with the number of each request just before it: what happens elsewhere meanwhile. ``most``: after so many
    requests every further one fails, so that who asks for ever comes to an end.
    """

    TESTS_ONLY = (
        "topic", "table", "crash_at", "after", "fails_at", "others", "asked", "most", "fails_with",
    )  # fmt: skip

    def __init__(
        self,
        topic: Topic,
        table: Table,
        crash_at: int | None = None,
        after: bool = False,
        fails_at: int | None = None,
        others: Callable[[int], None] = lambda number: None,
        most: int = 1_000,
        fails_with: type[Exception] = Unavailable,
    ):
        self.topic, self.table = topic, table
        self.crash_at, self.after, self.fails_at, self.others = crash_at, after, fails_at, others
        self.requests: Counter[str] = Counter()
        self.asked: list[tuple[str, tuple]] = []
        self.most, self.fails_with = most, fails_with
        self._dead = False

    def partitions(self) -> list[int]:
        """The numbers of the topic's partitions."""
        return self._request("partitions", (), self.topic.partitions)

    def watermarks(self, partition: int) -> tuple[int, int]:
        """``(low, end)``: where what is left of a partition begins, and the offset its next record will
        have at least."""
        return self._request("watermarks", (partition,), self.topic.watermarks)

    def fetch(self, partition: int, offset: int, most: int) -> list[Record]:
        """The partition's next records from ``offset`` on, at most ``most``, and maybe fewer although there are more;
        [] where there are none yet.
        Raises ``OutOfRange`` for an offset below the low watermark or above the end."""
        return self._request("fetch", (partition, offset, most), self.topic.fetch)

    def commit_offset(self, partition: int, offset: int) -> None:
        """Leave an offset with the broker."""
        self._request("commit_offset", (partition, offset), self.topic.commit_offset)

    def committed_offsets(self) -> dict[int, int]:
        """The offsets that were left with the broker."""
        return self._request("committed_offsets", (), self.topic.committed_offsets)

    def stored_offsets(self) -> dict[int, int]:
        """Of each partition that was read before the offset that the table holds: the next to read."""
        return self._request("stored_offsets", (), self.table.stored_offsets)

    def commit(
        self,
        rows: list[Row],
        offsets: dict[int, int],
        rejected: list[Rejected],
        expected: dict[int, int | None],
    ) -> None:
        """One transaction of the table: adds ``rows`` and ``rejected`` and sets ``offsets``, all of it or
        nothing. ``expected``: what must be stored for these partitions just before, None for nothing; else
        raises ``ConflictError`` and changes nothing."""
        given = (list(rows), dict(offsets), list(rejected), dict(expected))
        self._request("commit", given, self.table.commit)

    def _request(self, kind: str, arguments: tuple, effect: Callable):
        if self._dead:
            self.asked.append((kind, arguments))
            raise Crashed("this node is dead")
        number = self.requests.total() + 1
        self.others(number)
        self.requests[kind] += 1
        self.asked.append((kind, arguments))
        if number == self.fails_at or number > self.most:
            error = self.fails_with if number == self.fails_at else Unavailable
            raise error(f"request {number}, a {kind}, was refused")
        if number == self.crash_at:
            self._dead = True
            if self.after:
                # an answer that the node did not live to hear
                with suppress(ConflictError, OutOfRange):
                    effect(*arguments)
            raise Crashed(f"the node died at its request {number}, a {kind}")
        return effect(*arguments)

    def __repr__(self) -> str:
        return f"<stream target, {self.requests.total()} requests so far>"
