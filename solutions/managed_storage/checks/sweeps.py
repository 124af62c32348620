"""What ``collect_garbage`` must leave in a bucket where its node dies."""

from __future__ import annotations

from collections.abc import Callable

from solutions.managed_storage.checks.buckets import names_under, read_entry, run_until_crash
from warehouse.checks import Wrong, run, same
from warehouse.managed_storage.objects import Bucket, MemoryStore

OLD, GRACE = 900, 60  # seconds


def condemned(bucket: Bucket) -> list[tuple[str, list[str]]]:
    """Each entry's name and what it condemns, sorted. Raises ``Wrong`` for one that is no sweep."""
    sweeps = []
    for name in names_under(bucket, "log/"):
        found = read_entry(bucket, name)
        if found["add"] or found["remove"]:
            form = '{"add": [], "remove": [], "sweep": [...]}'
            raise Wrong(f"{name} is not of the form", form, repr(found)[:200])
        sweeps.append((name, sorted(map(str, found["sweep"]))))
    return sweeps


def old_blocks(words: str) -> Bucket:
    """A bucket with these blocks, named without their ``blocks/``."""
    bucket = Bucket()
    bucket.now = 1000.0
    bucket.objects = dict.fromkeys(blocks(words), (b"content", bucket.now - OLD))
    return bucket


def blocks(words: str) -> list[str]:
    return [f"blocks/{word}" for word in words.split()]


def expect_safe_when_cut_off(collect_garbage: Callable, needed: str, there: str) -> None:
    """By a node that dies at any of its requests: no block may be gone that is needed, or that no
    entry condemns, and the next sweep must delete the rest."""
    for die_at in range(1, len(blocks(there)) + 4):
        for after in (False, True):
            bucket = old_blocks(there)
            store = MemoryStore(bucket, die_at, after)
            run_until_crash(collect_garbage, store, 0, [blocks(needed)], GRACE)
            log = condemned(bucket)
            gone = set(blocks(there)) - set(bucket.objects)
            if not gone <= {name for _, swept in log for name in swept}:
                when = f"it died {'after' if after else 'before'} its request {die_at}"
                message = f"{when}, and blocks are gone that no entry condemns"
                held = f"the store held {there}, all of them old; needed is {needed}"
                raise Wrong(message, "[]", str(sorted(gone)), held)
            run(collect_garbage, MemoryStore(bucket), len(log), [blocks(needed)], GRACE)
            same(names_under(bucket, "blocks/"), sorted(blocks(needed)), "what is left")
