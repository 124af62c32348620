"""Exercise 2: topics and tables as cases say, what happens to them, and the cases in words."""

from __future__ import annotations

from typing import NamedTuple

from warehouse.errors import ConflictError
from warehouse.streaming.records import DataLoss, Record, Rejected, Row
from warehouse.streaming.topics import StreamTarget, Table, Topic, Unavailable

#: More requests than any case needs: who makes them asks for ever.
MOST = 250
#: What a case's ``starts`` says where ``resume`` raises.
GONE = "gone"
#: The values for which ``decode`` raises, and what.
FAILS = {b"!": ArithmeticError, b"~": ConflictError}

#: ("node", partition, offset or None) | ("back", partition, offset) | ("append", partition, values)
#: | ("skip", partition, n)
Event = tuple


class Attempt(NamedTuple):
    """One refresh. ``crash_at``, ``after``, ``fails_at``: as ``StreamTarget`` has them. ``others``: by the number of a
    request, 0 for every one, what happens elsewhere just before it. ``conflict``: what fails raises
    ``ConflictError``, as a commit may."""

    crash_at: int | None = None
    after: bool = False
    fails_at: int | None = None
    others: dict[int, list[Event]] = {}
    conflict: bool = False


class Case(NamedTuple):
    """``records``: of each partition (offset, value) each; ``low``, ``end``: its watermarks. ``offsets``: what the
    table has stored. ``starts``: where ``resume`` has never read or stored partitions begin, by
    partition; the others at their stored offset or low. ``one_target``: all attempts are made by one node, one
    after the other. ``at_once``: how many records a fetch gives at most."""

    records: dict[int, list[tuple[int, bytes]]]
    low: dict[int, int]
    end: dict[int, int]
    offsets: dict[int, int]
    batch: int
    attempts: list[Attempt]
    starts: dict[int, int | str] = {}
    one_target: bool = False
    at_once: int | None = None


class World:
    """The topic and the table of a case."""

    def __init__(self, case: Case):
        self.case = case
        self.topic, self.table = Topic(list(case.records)), Table(case.offsets)
        for partition, records in case.records.items():
            self.topic.records[partition] = [
                Record(partition, offset, None, value, 1_000 + offset) for offset, value in records
            ]
            self.topic.low[partition] = case.low[partition]
            self.topic.end[partition] = case.end[partition]
        self.topic.at_once = case.at_once
        # partitions are told apart by their watermarks, as resume is not told their numbers
        self.ends = {case.end[partition]: partition for partition in case.starts}

    def target(self, attempt: Attempt) -> StreamTarget:
        return StreamTarget(
            self.topic, self.table, attempt.crash_at, attempt.after, attempt.fails_at,
            lambda number: self.happens(attempt, number), MOST,
            ConflictError if attempt.conflict else Unavailable,
        )  # fmt: skip

    def follows(self, target: StreamTarget, attempt: Attempt) -> None:
        """The same node refreshes once more: requests are counted anew."""
        first = target.requests.total()
        target.others = lambda number: self.happens(attempt, number - first)

    def happens(self, attempt: Attempt, number: int) -> None:
        for event in (*attempt.others.get(number, []), *attempt.others.get(0, [])):
            kind, partition, what = event
            if kind == "append":
                for value in what:
                    self.topic.append(partition, value)
            elif kind == "skip":
                self.topic.skip(partition, what)
            elif kind == "back":
                self.put_back(partition, what)
            else:
                self.another_node(partition, what)

    def another_node(self, partition: int, upto: int | None) -> None:
        """Another node has read a partition up to that offset, None for its end."""
        topic, table = self.topic, self.table
        begin = self.begin(table.offsets.get(partition), topic.low[partition], topic.end[partition])
        end = topic.end[partition] if upto is None else min(upto, topic.end[partition])
        if begin < end:
            its = [as_row(one) for one in topic.records[partition] if begin <= one.offset < end]
            table.rows += [one for one in its if type(one) is Row]
            table.rejected += [one for one in its if type(one) is Rejected]
            table.offsets[partition] = end

    def put_back(self, partition: int, offset: int) -> None:
        """Somebody puts the table back to what it held of a partition at that offset."""
        table = self.table
        table.rows = [row for row in table.rows if row.shop != str(partition) or row.time < offset]
        table.rejected = [
            one for one in table.rejected if one.partition != partition or one.offset < offset
        ]
        table.offsets[partition] = offset

    def begin(self, stored: int | None, low: int, end: int) -> int:
        """The ``resume`` that the case hands in."""
        start = self.case.starts.get(self.ends.get(end, -1))
        if start == GONE:
            raise DataLoss(low + 1, end + 77)
        return start if start is not None else low if stored is None else stored


def as_row(record: Record) -> Row | Rejected:
    """The ``decode`` that the cases hand in: numbers are rows, ``?`` is rejected, for ``!`` and ``~`` it raises."""
    if record.value in FAILS:
        raise FAILS[record.value](f"decode fails at offset {record.offset}")
    if record.value == b"?":
        return Rejected(record.partition, record.offset, "poison")
    return Row(record.offset, str(record.partition), int(record.value))


def told(case: Case, at: int) -> str:
    """The case in words, up to attempt ``at``."""
    parts = []
    for partition, records in case.records.items():
        its = ", ".join(f"{offset}: {value.decode()}" for offset, value in records)
        parts.append(
            f"partition {partition} ({case.low[partition]} to {case.end[partition]}) {its or 'empty'}"
        )
    text = "; ".join(parts) + f"; stored {case.offsets}; batch {case.batch}"
    if case.at_once:
        text += f"; a fetch gives at most {case.at_once}"
    if case.starts:
        text += f"; resume says for partitions {case.starts}"
    for number, attempt in enumerate(case.attempts[: at + 1], 1):
        text += f"; refresh {number}"
        if attempt.crash_at:
            when = "after" if attempt.after else "before"
            text += f", whose node dies {when} its request {attempt.crash_at} takes effect"
        if attempt.fails_at:
            how = " with a ConflictError" if attempt.conflict else ""
            text += f", whose request {attempt.fails_at} fails{how}"
        for request, events in attempt.others.items():
            words = ", ".join(_happens(*event) for event in events)
            text += (
                f", and just before {f'request {request}' if request else 'every request'} {words}"
            )
    return text


def _happens(kind: str, partition: int, what: object) -> str:
    if kind == "node":
        return f"another node reads partition {partition} to {'its end' if what is None else what}"
    if kind == "append":
        return f"partition {partition} gets {len(what)} records more"
    if kind == "back":
        return f"somebody puts the table of partition {partition} back to {what}"
    return f"partition {partition} uses up {what} offsets"
