"""What a topic's rows become in a table when the node that reads it dies at any of its requests, by the order of two
lines of code; what two nodes at once make of them; how busy the busiest slice is. Prints tables, writes
streaming.json.

The book quotes that file and nothing typed by hand. Emulated, so that it is the same on every machine. The last
line of each table is the lab's reference solution. Run by ``make bench``.
"""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from pathlib import Path

import nbformat
import numpy as np
from rich.console import Console
from rich.table import Table as Shown

from autograder.paths import source_notebook
from warehouse.streaming import lags as lags_of
from warehouse.streaming.records import Record, Row
from warehouse.streaming.topics import Crashed, StreamTarget, Table, Topic

PARTITIONS, RECORDS, BATCH, NIGHTS, SLICES = 3, 25, 10, 100, 8


def solution() -> dict:
    """The names that the solution notebook defines, without its tests and views."""
    names: dict = {}
    for cell in nbformat.read(source_notebook("streaming"), as_version=4).cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and nbgrader and not nbgrader.get("grade"):
            exec(compile(cell.source, cell["id"], "exec"), names)
    return names


def full_topic() -> Topic:
    topic = Topic(PARTITIONS)
    for partition in range(PARTITIONS):
        for number in range(RECORDS):
            topic.append(partition, str(number).encode())
    return topic


def as_row(record: Record) -> Row:
    return Row(record.offset, f"shop {record.partition}", int(record.value))


def first(stored: int | None, low: int, end: int) -> int:
    return low if stored is None else stored


def in_two_steps(*steps: str):
    """A refresh that stores rows and offset one after the other, in this order. ``broker``: the offset
    is left there."""

    def refresh(target: StreamTarget, batch: int, decode, resume) -> None:
        brokers = "broker" in steps
        stored = target.committed_offsets() if brokers else target.stored_offsets()
        for partition in target.partitions():
            low, end = target.watermarks(partition)
            at = resume(stored.get(partition), low, end)
            while at < end:
                records = target.fetch(partition, at, batch)
                at += len(records)
                for step in steps:
                    if step == "rows":
                        target.commit([decode(record) for record in records], {}, [], {})
                    elif step == "offset":
                        target.commit([], {partition: at}, [], {})
                    elif step == "broker":
                        target.commit_offset(partition, at)
                    else:
                        rows = [decode(record) for record in records]
                        target.commit(rows, {partition: at}, [], {})

    return refresh


def parted(table: Table) -> tuple[int, int]:
    """Rows lost, rows too many."""
    due = Counter(as_row(record) for its in full_topic().records.values() for record in its)
    have = Counter(table.rows)
    return (due - have).total(), (have - due).total()


def killed(refresh) -> dict:
    """Of every request of a refresh, as the last one of its node, before and after it takes effect, and a refresh
    after it that is not killed: rows lost and doubled in all."""
    whole = StreamTarget(full_topic(), Table())
    refresh(whole, BATCH, as_row, first)
    lost = doubled = 0
    for at in range(1, len(whole.asked) + 1):
        for after in (False, True):
            topic, table = full_topic(), Table()
            with suppress(Crashed):
                refresh(StreamTarget(topic, table, at, after), BATCH, as_row, first)
            refresh(StreamTarget(topic, table), BATCH, as_row, first)
            both = parted(table)
            lost, doubled = lost + both[0], doubled + both[1]
    return {"kill points": 2 * len(whole.asked), "lost": lost, "doubled": doubled}


def woken(refresh) -> dict:
    """Before each request in turn another node reads everything: rows lost and doubled in all."""
    whole = StreamTarget(full_topic(), Table())
    refresh(whole, BATCH, as_row, first)
    lost = doubled = 0
    for at in range(1, len(whole.asked) + 1):
        topic, table = full_topic(), Table()

        def others(number: int, at=at, topic=topic, table=table) -> None:
            if number == at:
                refresh(StreamTarget(topic, table), BATCH, as_row, first)

        refresh(StreamTarget(topic, table, others=others), BATCH, as_row, first)
        both = parted(table)
        lost, doubled = lost + both[0], doubled + both[1]
    return {"moments": len(whole.asked), "lost": lost, "doubled": doubled}


def busiest(assign) -> float:
    """The busiest slice's records, of what no assignment can beat: the median over so many nights."""
    ratios = []
    for night in range(NIGHTS):
        lags = lags_of.drawn(np.random.default_rng(night))
        ratios.append(
            lags_of.busiest(lags, assign(lags, SLICES)) / lags_of.lower_bound(lags, SLICES)
        )
    return round(float(np.median(ratios)), 2)


def measure() -> dict:
    names = solution()
    orders = {
        "rows, then offset": in_two_steps("rows", "offset"),
        "offset, then rows": in_two_steps("offset", "rows"),
        "rows; offset to broker": in_two_steps("rows", "broker"),
        "both in one commit": names["refresh"],
    }
    nodes = {"one commit": in_two_steps("both"), "one commit that may conflict": names["refresh"]}
    by_number = lambda lags, slices: [sorted(lags)[at::slices] for at in range(slices)]  # noqa: E731
    by_length = (
        lambda lags, slices: [  # noqa: E731
            sorted(lags, key=lags.get, reverse=True)[at::slices] for at in range(slices)
        ]
    )
    assigned = {
        "in turns, by number": by_number,
        "in turns, longest first": by_length,
        "longest to the least busy": names["assign"],
    }
    return {
        "records": PARTITIONS * RECORDS,
        "batch": BATCH,
        "partitions": PARTITIONS,
        "nights": NIGHTS,
        "slices": SLICES,
        "killed": {name: killed(refresh) for name, refresh in orders.items()},
        "two nodes": {name: woken(refresh) for name, refresh in nodes.items()},
        "busiest": {name: busiest(assign) for name, assign in assigned.items()},
    }


def main() -> None:
    found = measure()
    for what in ("killed", "two nodes"):
        shown = Shown(what, "lost", "doubled")
        for name, its in found[what].items():
            shown.add_row(name, str(its["lost"]), str(its["doubled"]))
        Console().print(shown)
    Console().print(found["busiest"])
    target = Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
