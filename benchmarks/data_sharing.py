"""What sharing a table moves, what a consumer is told, and what three ways to sweep do to readers: prints tables, writes
data_sharing.json.

The book quotes that file and nothing typed by hand. Emulated, so that it is the same on every machine. Shares, metadata,
consumer, leases and sweep are those of the reference solution. Run by ``make bench``.
"""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import numpy as np
from rich.console import Console
from rich.table import Table

from autograder.paths import source_notebook
from warehouse.data_sharing.records import Change, Commit, Denied, Log, State
from warehouse.data_sharing.views import night_log
from warehouse.managed_storage.objects import Bucket, MemoryStore

BLOCKS, SIZE, NIGHTS = 100, 100_000, 30
STEPS, STEP, CRASHED, LEASE, KEEP = 400, 60, 0.1, 600, 600


def solution() -> dict:
    """The names that the solution notebook defines, without its tests and views."""
    names: dict = {}
    for cell in nbformat.read(source_notebook("data_sharing"), as_version=4).cells:
        nbgrader = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and nbgrader and not nbgrader.get("grade"):
            exec(compile(cell.source, cell["id"], "exec"), names)
    return names


class Producer:
    """The parts of the lab behind one door, for one consumer."""

    def __init__(self, parts: dict, log: Log, bucket: Bucket):
        self.parts, self.log, self.store = parts, log, MemoryStore(bucket)
        self.shares, self.now, self.told = parts["Shares"](), 0, 0

    def begin(self, since: int, known: list[str]) -> tuple:
        tables = self.shares.authorise("web", "bern", self.now)
        delta = self.parts["metadata"](self.log, tables, known, since)
        self.told += len(json.dumps(delta))
        return 1, delta

    def check(self, lease: int, table: str) -> None:
        if table not in self.shares.authorise("web", "bern", self.now):
            raise Denied(table)

    def release(self, lease: int) -> None:
        pass


def shared(parts: dict) -> list[dict]:
    """What each step moves: requests and bytes of blocks, by both sides."""
    log, bucket = night_log(NIGHTS, BLOCKS), Bucket()
    first = log._replace(commits=[])
    producer = Producer(parts, first, bucket)
    for name in (*first.base.tables["sales"], *first.base.tables["shops"]):
        producer.store.put(name, bytes(SIZE))
    mine = MemoryStore(bucket)
    consumer, steps = parts["Consumer"](producer, mine), []

    def step(name: str, does) -> None:
        stores = producer.store, mine
        before = [(dict(s.requests), s.bytes_moved) for s in stores]
        readable = does()
        done = [
            {k: s.requests[k] - b[0].get(k, 0) for k in ("put", "get")}
            for s, b in zip(stores, before)
        ]
        moved = mine.bytes_moved - before[1][1]
        steps.append({"step": name, "puts": done[0]["put"], "consumer puts": done[1]["put"],
                      "gets": done[1]["get"], "bytes": moved, "read": readable})  # fmt: skip

    def share() -> int:
        producer.shares.create("web")
        producer.shares.add("web", "sales")
        producer.shares.grant("web", "bern")
        return 0

    def read() -> int:
        try:
            return len(consumer.begin().read("sales"))
        except Denied:
            return 0

    def commit() -> int:
        producer.log = log._replace(commits=log.commits[: len(producer.log.commits) + 1])
        for change in producer.log.commits[-1].changes:
            for name in change.add:
                producer.store.put(name, bytes(SIZE))
        return 0

    step("share and grant", share)
    step("first read", read)
    step("the same again", read)
    step("a commit", commit)
    step("read after it", read)
    held = consumer.begin()
    held.read("sales")
    producer.shares.revoke("web", "bern")

    def read_held() -> int:
        try:
            return len(held.read("sales"))
        except Denied:
            return 0

    step("read once revoked", read_held)
    return steps


def told(metadata) -> dict[str, int]:
    """Bytes of an answer as JSON, by nights since the last question."""
    log = night_log(400, BLOCKS)
    found = {
        str(nights): len(json.dumps(metadata(log, ["sales"], ["sales"], 400 - nights)))
        for nights in (0, 1, 7, 30)
    }
    return found | {"never": len(json.dumps(metadata(log, ["sales"], [], 400)))}


def sweeps(parts: dict, seed: int = 1) -> dict[str, dict]:
    """Commits every minute, each of one block for another. Consumers come and read for up to an hour, looking at all
    blocks of their version each minute; some crash. By policy: readers that missed a block, and the most blocks that
    were stored."""
    rng = np.random.default_rng(seed)
    begins = rng.random(STEPS) < 0.3
    lasts, crashes = rng.integers(1, 61, STEPS), rng.random(STEPS) < CRASHED
    start = [f"b{number}" for number in range(20)]
    commits = [
        Commit(v, v * STEP, [Change("sales", [f"b{v - 1}"], [f"b{v + 19}"])])
        for v in range(1, STEPS)
    ]
    found = {}
    for policy in ("by age alone", "leases without an end", "leases that end"):
        seconds = LEASE if policy == "leases that end" else 10**9
        leases, stored, readers, missed, most = parts["Leases"](seconds), set(start), [], 0, 0
        for version in range(1, STEPS):
            now, log = version * STEP, Log(State(0, 0, {"sales": start}), commits[:version])
            stored |= set(commits[version - 1].changes[0].add)
            if begins[version]:
                names = {f"b{number}" for number in range(version, version + 20)}
                readers.append(
                    [leases.take(version, now), version + lasts[version], names, crashes[version]]
                )
            for reader in list(readers):
                lease, until, names, crashed = reader
                if crashed or version >= until:
                    readers.remove(reader)
                    if not crashed:
                        leases.release(lease)
                elif not names <= stored:
                    missed += 1
                    readers.remove(reader)
                else:
                    leases.renew(lease, now)
            leased = [] if policy == "by age alone" else leases.versions(now)
            stored -= set(parts["garbage"](log, sorted(stored), leased, now, KEEP))
            most = max(most, len(stored))
        found[policy] = {"missed": missed, "most": most, "at the end": len(stored)}
    return found | {"readers": int(begins[1:].sum())}


def measure() -> dict:
    parts = solution()
    return {
        "blocks": BLOCKS,
        "bytes of a block": SIZE,
        "steps": shared(parts),
        "told": told(parts["metadata"]),
        "sweeps": sweeps(parts),
    }


def main() -> None:
    found = measure()
    shown = Table("step", "PUTs", "GETs", "bytes", "blocks read")
    for its in found["steps"]:
        shown.add_row(
            its["step"], str(its["puts"]), str(its["gets"]), f"{its['bytes']:,}", str(its["read"])
        )
    Console().print(shown)
    Console().print(found["told"], found["sweeps"])
    target = Path(__file__).with_suffix(".json")
    target.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
