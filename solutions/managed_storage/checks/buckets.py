"""Buckets and logs made by hand, and what a student's functions must leave in them.

Names are written short: a letter and a digit (``a0``) stand for the block of that content whose
writer began from that version, any other word (``a``, ``orphan``) for itself. A log entry is a
text: ``"+a1 -b0 !c0"`` adds a1, removes b0 and condemns c0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256

from warehouse.checks import Wrong, raises, run, same
from warehouse.checks.outcomes import Raised
from warehouse.managed_storage.objects import (
    Bucket,
    ConflictError,
    Crashed,
    MemoryStore,
    NotingStore,
    Unavailable,
)

#: The three lists of a log entry by name, and the sign of each.
PARTS = {"add": "+", "remove": "-", "sweep": "!"}


# ------------------------------------------------------------------------------------ made by hand


def block_name(data: bytes, version: int = 0) -> str:
    """The name of a block whose writer began from ``version``."""
    return f"blocks/{version:08}-{sha256(data).hexdigest()}"


def names(text: str) -> list[str]:
    """The names that the words of ``text`` are short for."""
    short = re.compile(r"[a-z]\d")
    return [
        block_name(word[0].encode(), int(word[1])) if short.fullmatch(word) else word
        for word in text.split()
    ]


def holding(objects: Mapping[str, bytes], age: float = 0.0) -> Bucket:
    """A bucket with these objects, of ``age`` seconds. They were written at second 0."""
    bucket = Bucket()
    bucket.now = age
    bucket.objects = {name: (data, 0.0) for name, data in objects.items()}
    return bucket


def entry(add: Iterable[str] = (), remove: Iterable[str] = (), sweep: Iterable[str] = ()) -> bytes:
    """A log entry's bytes, of whole names."""
    return json.dumps({"add": list(add), "remove": list(remove), "sweep": list(sweep)}).encode()


def logged(*entries: str, checkpoints: Sequence[int] = (), missing: Sequence[int] = ()) -> Bucket:
    """A bucket after these entries, all written at second 0, with the blocks that they add
    (``a0``), and no object for a word that stands for itself.

    ``checkpoints``: the versions that have one. ``missing``: the entries that are not there.
    """
    log, objects = [], {}
    for text in entries:
        words = text.split()
        log.append({
            part: names(" ".join(word[1:] for word in words if word[0] == sign))
            for part, sign in PARTS.items()
        })  # fmt: skip
        objects |= {
            names(word[1:])[0]: word[1].encode()
            for word in words
            if word[0] == "+" and names(word[1:]) != [word[1:]]
        }
    for version in checkpoints:
        objects[f"checkpoints/{version:08}"] = json.dumps(live_blocks(log[:version])).encode()
    for version, parts in enumerate(log, 1):
        if version not in missing:
            objects[f"log/{version:08}"] = entry(**parts)
    return holding(objects)


def interrupted(bucket: Bucket, number: int, written: Mapping[str, tuple]) -> NotingStore:
    """A node's store, just before whose request ``number`` (from 1) another node writes these
    objects: {name: (bytes, second of the clock)}."""

    def others(now: int) -> None:
        if now == number:
            bucket.objects |= written

    return NotingStore(bucket, others=others)


# ------------------------------------------------------------------------------------ read again


def names_under(bucket: Bucket, prefix: str) -> list[str]:
    """The names of all objects that begin with ``prefix``, sorted."""
    return sorted(name for name in bucket.objects if name.startswith(prefix))


def read_json(bucket: Bucket, name: str) -> object:
    """The object of that name, which must be JSON."""
    data = bucket.objects.get(name, (b"null",))[0]
    try:
        return json.loads(data)
    except ValueError:
        raise Wrong(f"{name} is no JSON", "what the task says", repr(data[:80])) from None


def read_entry(bucket: Bucket, name: str) -> dict[str, list]:
    """The log entry of that name. Raises ``Wrong`` where it is not of the task's form."""
    found = read_json(bucket, name)
    if (
        type(found) is not dict
        or sorted(found) != sorted(PARTS)
        or not all(type(part) is list for part in found.values())
    ):
        form = '{"add": [...], "remove": [...], "sweep": [...]}'
        raise Wrong(f"{name} is not of the form", form, repr(found)[:200])
    return found


def read_log(bucket: Bucket) -> list[dict[str, list]]:
    """All entries of the log, the first one first. Raises ``Wrong`` where it has holes or is not of
    the form."""
    stored = names_under(bucket, "log/")
    for number, name in enumerate(stored, 1):
        same(name, f"log/{number:08}", "the name of an entry")
    return [read_entry(bucket, name) for name in stored]


def live_blocks(log: list[dict[str, list]]) -> list[str]:
    """What the entries leave: the names added and not removed."""
    live: list[str] = []
    for one in log:
        live = [name for name in live if name not in one["remove"]] + one["add"]
    return live


def readable_blocks(bucket: Bucket) -> list[str]:
    """The live blocks of the latest version. Raises ``Wrong`` where one of them is not in the
    store: a reader would see half."""
    log = read_log(bucket)
    live = live_blocks(log)
    missing = [name for name in live if name not in bucket.objects]
    if missing:
        message = f"version {len(log)} is in the log, and a block of it is not in the store"
        raise Wrong(message, "all of its blocks", missing[0])
    return live


# ------------------------------------------------------------------------------------ expected


def expect_blocks(bucket: Bucket, stored: Mapping[str, bytes]) -> None:
    """Each of these blocks, by name, must lie in the bucket."""
    for name, block in stored.items():
        if bucket.objects.get(name, (None,))[0] != block:
            held = str(sorted(bucket.objects))[:200]
            raise Wrong("the store does not hold a block under its name", f"{name[:30]}...", held)


def expect_not_rewritten(bucket: Bucket, name: str, since: float) -> None:
    """An object must have been written before second ``since`` of the clock."""
    if bucket.objects[name][1] >= since:
        raise Wrong(f"{name[:30]} was written a second time", "the first one stays", "a new one")


def expect_refused(kind: type[Exception], function: Callable, *args: object, naming: str = ""):
    """``function(store, *args)`` must raise ``kind`` and ask nothing of the store."""
    store = MemoryStore()
    raises(kind, function, store, *args, naming=naming)
    same(store.requests.total(), 0, "the number of requests")


def run_until_crash(function: Callable, *args: object) -> None:
    """``run(function, *args)`` on a store whose node may die: ``Crashed`` alone is nobody's
    fault."""
    try:
        run(function, *args)
    except Raised as raised:
        if not isinstance(raised.error, Crashed):
            raise


def expect_written(
    write_blocks: Callable, store: MemoryStore, version: int, blocks: list[bytes]
) -> MemoryStore:
    """``write_blocks`` must store these blocks and return their names; returns the store."""
    right = [block_name(block, version) for block in blocks]
    same(run(write_blocks, store, version, blocks), right, "the list of names")
    expect_blocks(store.bucket, dict(zip(right, blocks)))
    return store


def expect_commits(
    commit: Callable,
    bucket: Bucket,
    *commits: tuple,
    named: str = "",
    lists_stay: bool = False,
) -> None:
    """Commits one after the other: each must become the next version of the log, with an entry of
    the form, and all blocks must lie in the store, also after the sweepers have deleted what any
    entry condemned.

    Each: (the version that the writer began from, contents of a letter each, names removed), the
    last of which may be left out. ``named``: the blocks' names where they are not those of the
    version begun from. ``lists_stay``: whether the lists that ``commit`` is given must stay as they
    are.
    """
    stored: dict[str, bytes] = {}
    for version, contents, *removed in commits:
        becomes = len(read_log(bucket)) + 1
        add, remove = [letter.encode() for letter in contents], names("".join(removed))
        given = list(add), list(remove)
        same(run(commit, MemoryStore(bucket), version, *given), becomes, "the version")
        if lists_stay:
            same(given, (add, remove), "the caller's lists afterwards")
        right = names(named) or [block_name(block, version) for block in add]
        stored |= dict(zip(right, add))
        log = read_log(bucket)
        same(len(log), becomes, "the number of entries")
        if len(set(add)) < len(add):  # a content that occurs twice may be named once or twice
            log[-1]["add"], right = sorted(set(log[-1]["add"])), sorted(set(right))
        same(log[-1], {"add": right, "remove": remove, "sweep": []}, f"entry {becomes}")
        for name in (name for one in log for name in one["sweep"]):
            bucket.objects.pop(name, None)
        expect_blocks(bucket, stored)


def expect_conflict(
    commit: Callable, bucket: Bucket, version: int, contents: str, removed: str
) -> None:
    """A commit as in ``expect_commits`` must be refused because of the entry after ``version``, and
    leave no trace in the log; from the latest version it must become the next one."""
    log, blocks = read_log(bucket), [letter.encode() for letter in contents]
    arguments = MemoryStore(bucket), version, list(blocks), names(removed)
    raises(ConflictError, commit, *arguments, naming=str(version + 1))
    same(len(read_log(bucket)), len(log), "the number of entries")
    got = run(commit, MemoryStore(bucket), len(log), blocks, names(removed))
    same(got, len(log) + 1, "the version on a second try")
    same(len(read_log(bucket)), len(log) + 1, "the number of entries after a second try")


def expect_unavailable(function: Callable, bucket: Bucket, fails_at: int, *args: object) -> None:
    """``function(store, *args)`` must let the store's refusal of its request ``fails_at`` pass, and
    write no entry of the log."""
    log = read_log(bucket)
    raises(Unavailable, function, MemoryStore(bucket, fails_at=fails_at), *args)
    same(len(read_log(bucket)), len(log), "the number of entries")


def expect_requests(function: Callable, bucket: Bucket, *args: object, **most: int) -> None:
    """``function(store, *args)`` may ask the store for so many of each kind, and for nothing
    else."""
    store = MemoryStore(bucket)
    run(function, store, *args)
    if any(asked > most.get(kind, 0) for kind, asked in store.requests.items()):
        raise Wrong("more requests than needed", f"at most {most}", str(dict(store.requests)))


def expect_recovered(
    recover: Callable,
    bucket: Bucket,
    version: int,
    live: str,
    most: int | None = None,
    second_request_finds: Bucket | None = None,
) -> None:
    """``recover`` must find this version and these blocks, in this order, with at most ``most``
    requests. ``second_request_finds``: what another node has written meanwhile."""
    newer = second_request_finds.objects if second_request_finds else {}
    store = interrupted(bucket, 2, newer)
    got = run(recover, store)
    got = tuple(got) if isinstance(got, list) else got
    same(got, (version, names(live)), "version and live blocks")
    if most is not None and store.requests.total() > most:
        raise Wrong("too many requests", f"at most {most}", str(dict(store.requests)))


def expect_checkpoint_cut_off(recover: Callable, checkpoint: Callable, *entries: str) -> None:
    """A node that dies at any request of ``checkpoint`` on this log must leave what ``recover``
    needs."""
    for die_at in range(1, len(entries) + 7):
        for after in (False, True):
            bucket = logged(*entries)
            live = " ".join(live_blocks(read_log(bucket)))
            run_until_crash(checkpoint, MemoryStore(bucket, die_at, after))
            expect_recovered(recover, bucket, len(entries), live)
