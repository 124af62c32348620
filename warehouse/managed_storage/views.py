"""The managed storage lab's views: what is sent, what hits, what a crash leaves, what recovery
costs; and all of it on S3."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from html import escape

import ipywidgets as widgets
import numpy as np

from warehouse.drawing import shown, table
from warehouse.errors import CourseError
from warehouse.managed_storage import caching
from warehouse.managed_storage.objects import Bucket, Crashed, MemoryStore


def stored_blocks(write_blocks: Callable) -> widgets.HTML:
    """Three writers with some content in common, two of whom began from the same version."""

    def draw() -> str:
        bucket, rows = Bucket(), []
        written = (
            ("first", 7, ["1992", "1993", "1993"]),
            ("second", 7, ["1993", "1994"]),
            ("later", 8, ["1993", "1994"]),
        )
        for writer, version, texts in written:
            store = MemoryStore(bucket)
            names = write_blocks(store, version, [text.encode() * 1000 for text in texts])
            for text, name in zip(texts, names):
                rows.append([f"{writer}, from version {version}", text, name[:32] + "...", ""])
            rows.append(
                [
                    "",
                    "",
                    f"{store.requests['put']} requests",
                    f"{len(bucket.objects)} objects in the store",
                ]
            )
        return table(["writer", "block", "name", ""], rows)

    return shown(draw)


def hit_rates(make: Callable[[int], object]) -> widgets.HTML:
    """Bars of hit rates for scans of several sizes: LRU, the student's policy, the optimum; and the
    rates on traces as the graded ones."""

    def draw() -> str:
        rows = []
        for scan in (0, 40, 80, 160, 320):
            trace = caching.polluted_trace(np.random.default_rng(5), rounds=12, scan=scan)
            hot = sum(key < 10_000 for key in trace) / len(trace)
            for name, policy in (("LRU", caching.LRU), ("yours", make)):
                rows.append(
                    (
                        scan,
                        name,
                        caching.hit_rate(trace, caching.evictions(policy, 100, trace), 100) / hot,
                    )
                )
            rows.append((scan, "optimum", caching.optimum(trace, 100) / hot))
        bars = "".join(
            f"<tr><td>{scan if name == 'LRU' else ''}</td><td>{name}</td><td style='width:22em'>"
            f"<div style='background:{'#c2571a' if name == 'yours' else '#9aa0a6'};height:9px;"
            f"width:{100 * rate:.0f}%'></div></td><td>{rate:.0%}</td></tr>"
            for scan, name, rate in rows
        )
        words = "<p>Hits among the reads of hot blocks.</p>"
        bars = f"{words}<table><tr><th>blocks a scan</th></tr>{bars}</table>"
        return f"{bars}<p>Hits among all reads, on traces as the graded ones.</p>{graded()}"

    def graded() -> str:
        rng, rows = np.random.default_rng(6), []
        for name, trace, capacity in (
            ("20 blocks, scans of 80", caching.polluted_trace(rng, 20, 14, 32, 80), 24),
            ("32 blocks, scans of 64", caching.polluted_trace(rng, 32, 26, 36, 64), 40),
            ("24 blocks that move on", caching.moving_trace(rng, 24, 1_600), 40),
        ):
            lru, yours = (
                caching.hit_rate(trace, caching.evictions(policy, capacity, trace), capacity)
                for policy in (caching.LRU, make)
            )
            best = caching.optimum(trace, capacity)
            over = [f"{yours / lru:.2f} of LRU's", f"{yours / best:.2f} of the optimum's"]
            rows.append([name, *(f"{rate:.1%}" for rate in (lru, yours, best)), *over])
        return table(["trace", "LRU", "yours", "optimum", "", ""], rows)

    return shown(draw)


def tiers(read_through: Callable) -> widgets.HTML:
    """A thousand reads, most of them of few blocks, through tiers that are emptied now and then."""

    def draw() -> str:
        store, rng = MemoryStore(), np.random.default_rng(2)
        names = []
        for number in range(60):
            data = f"block {number} ".encode() * 2000
            names.append(f"blocks/00000000-{hashlib.sha256(data).hexdigest()}")
            store.put(names[-1], data)
        before, memory, disk, found = store.seconds, {}, {}, {"memory": 0, "disk": 0, "store": 0}
        for at, number in enumerate(np.minimum(rng.geometric(0.08, 1000) - 1, 59)):
            if at % 100 == 50:
                memory = {}  # a process ends and begins again
            if at == 700:
                disk = {}  # a node is replaced
            name = names[number]
            place = "memory" if name in memory else "disk" if name in disk else "store"
            read_through(name, memory, disk, store)
            found[place] += 1
        rows = [[place, count] for place, count in found.items()]
        clock = f"{store.seconds - before:.1f} s on the simulated clock"
        price = f"{store.dollars * 1e6:.0f} millionths of a dollar"
        return table(["found in", "reads"], rows) + f"<p>{clock}, {price}.</p>"

    return shown(draw)


def crash_points(commit: Callable) -> widgets.HTML:
    """A commit of three blocks that dies at each of its requests, before and after it took effect;
    and one to which a sweep comes first."""

    def swept() -> str:
        bucket, blocks = Bucket(), [b"1", b"2", b"3"]
        condemned = [f"blocks/00000000-{hashlib.sha256(blocks[0]).hexdigest()}"]
        sweep = json.dumps({part: [] for part in ("add", "remove")} | {"sweep": condemned})
        bucket.objects |= {condemned[0]: (blocks[0], 0.0), "log/00000001": (sweep.encode(), 0.0)}
        version = commit(MemoryStore(bucket), 0, blocks, [])
        rows = [["log/00000001 condemns", name[:32] + "..."] for name in condemned]
        for name in json.loads(bucket.objects[f"log/{version:08}"][0])["add"]:
            rows.append([f"log/{version:08} adds", name[:32] + "..."])
        return table(["a sweep came first", "block"], rows)

    def draw() -> str:
        return cut_off() + swept()

    def cut_off() -> str:
        rows = []
        for die_at in range(1, 6):
            for after in (False, True):
                bucket, answer = Bucket(), "acknowledged"
                try:
                    commit(MemoryStore(bucket, die_at, after), 0, [b"1", b"2", b"3"], [])
                except Crashed:
                    answer = "no answer"
                log = [name for name in bucket.objects if name.startswith("log/")]
                blocks = sum(name.startswith("blocks/") for name in bucket.objects)
                seen = len(json.loads(bucket.objects[log[0]][0])["add"]) if log else 0
                when = (
                    f"{'after' if after else 'before'} request {die_at}"
                    if answer != "acknowledged"
                    else "never"
                )
                rows.append([when, answer, blocks, f"{seen} blocks"])
                if when == "never":
                    return table(
                        [
                            "the node dies",
                            "the writer hears",
                            "blocks in the store",
                            "a reader sees",
                        ],
                        rows,
                    )
        return table(
            ["the node dies", "the writer hears", "blocks in the store", "a reader sees"], rows
        )

    return shown(draw)


def recovery_cost(recover: Callable, checkpoint: Callable) -> widgets.HTML:
    """Requests, seconds and money of a recovery, with a checkpoint every fifty versions and
    without."""

    def draw() -> str:
        rows = []
        for length in (10, 100, 400):
            for every in (None, 50):
                bucket = Bucket()
                for number in range(1, length + 1):
                    entry = {"add": [f"b{number}"], "remove": [], "sweep": []}
                    bucket.objects[f"log/{number:08}"] = json.dumps(entry).encode(), 0.0
                    if every and number % every == 0:
                        checkpoint(MemoryStore(bucket))
                store = MemoryStore(bucket)
                recover(store)
                rows.append(
                    [
                        length,
                        f"every {every}" if every else "none",
                        store.requests.total(),
                        f"{store.seconds:.1f} s",
                    ]
                )
        return table(["log entries", "checkpoints", "requests", "simulated time"], rows)

    return shown(draw)


def on_s3(
    write_blocks: Callable,
    commit: Callable,
    recover: Callable,
    checkpoint: Callable,
    collect: Callable,
) -> widgets.HTML:
    """A small table's life on S3's own interface: in an emulator, or in a bucket that the
    environment names."""
    from warehouse.managed_storage.s3 import S3Store, s3_store

    def draw(store: S3Store) -> str:
        rows = [["the store", store.place]]
        version = commit(store, 0, [b"monday", b"tuesday"], [])
        rows.append(["commit of two blocks", f"version {version}"])
        old = write_blocks(store, 0, [b"monday"])
        version = commit(store, version, [b"Monday"], old)
        rows.append(["one of them replaced", f"version {version}"])
        rows.append(["checkpoint", f"version {checkpoint(store)}"])
        version, live = recover(store)
        rows.append(["recovered from the store alone", f"version {version}, {len(live)} blocks"])
        rows.append(["swept up, grace 0", f"{collect(store, version, [live], 0)} deleted"])
        rows.append(
            ["requests", ", ".join(f"{count} {kind}" for kind, count in store.requests.items())]
        )
        words = (
            "Settings name a bucket of your own instead of the emulator's: "
            "they are in the chapter, under On S3 itself."
        )
        return table(["", ""], rows) + f"<p>{words}</p>"

    try:
        # outside of the picture's time limit, which shall not cut off what is removed at the end
        with s3_store() as store:
            return shown(lambda: draw(store))
    except CourseError as error:
        return widgets.HTML(f"<p>{escape(str(error))}</p>")
