"""What stands in a bucket: names of blocks, log entries, and what a reader sees of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from hashlib import sha256

from warehouse.checks import Wrong, run, same
from warehouse.checks.outcomes import Raised
from warehouse.managed_storage.objects import (
    Bucket,
    Crashed,
    MemoryStore,
)

#: The three lists of a log entry by name, and the sign of each.
PARTS = {"add": "+", "remove": "-", "sweep": "!"}


def block_name(data: bytes, version: int = 0) -> str:
    """The name of a block whose writer began from ``version``."""
    return f"blocks/{version:08}-{sha256(data).hexdigest()}"


def entry(add: Iterable[str] = (), remove: Iterable[str] = (), sweep: Iterable[str] = ()) -> bytes:
    """A log entry's bytes, of whole names."""
    return json.dumps({"add": list(add), "remove": list(remove), "sweep": list(sweep)}).encode()


def names_under(bucket: Bucket, prefix: str) -> list[str]:
    """The names of all objects that begin with ``prefix``, sorted."""
    return sorted(name for name in bucket.objects if name.startswith(prefix))


def read_entry(bucket: Bucket, name: str) -> dict[str, list]:
    """The log entry of that name, not to be changed. Raises ``Wrong`` where it is not of the task's
    form."""
    data = bucket.objects.get(name, (b"null",))[0]
    read = vars(bucket).setdefault("entries_read", {})  # schedules read each log again and again
    if (name, data) not in read:
        read[name, data] = _entry(name, data)
    return read[name, data]


def _entry(name: str, data: bytes) -> dict[str, list]:
    try:
        found = json.loads(data)
    except ValueError:
        raise Wrong(f"{name} is no JSON", "what the task says", repr(data[:80])) from None
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
        if name != f"log/{number:08}":
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


def run_until_crash(function: Callable, *args: object) -> None:
    """``run(function, *args)`` on a store whose node may die: ``Crashed`` alone is nobody's
    fault."""
    try:
        run(function, *args)
    except Raised as raised:
        if not isinstance(raised.error, Crashed):
            raise


def expect_checkpoint_cut_off(recover: Callable, checkpoint: Callable) -> None:
    """A node that dies at any request of ``checkpoint`` must leave what ``recover`` needs."""
    log = [entry(["a"]), entry(["b"], ["a"])]
    for die_at in range(1, 2 * len(log) + 5):
        for after in (False, True):
            bucket = Bucket()
            bucket.objects = {f"log/{number:08}": (data, 0.0) for number, data in enumerate(log, 1)}
            run_until_crash(checkpoint, MemoryStore(bucket, die_at, after))
            same(run(recover, MemoryStore(bucket)), (2, ["b"]), "version and live blocks")
