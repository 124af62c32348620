"""What ``collect_garbage`` must leave in a bucket, also where a writer is first or the node dies."""

from __future__ import annotations

from collections.abc import Callable

from solutions.managed_storage.checks.buckets import (
    entry,
    expect_refused,
    expect_unavailable,
    interrupted,
    names_under,
    read_entry,
    run_until_crash,
)
from warehouse.checks import Wrong, raises, run, same
from warehouse.managed_storage.objects import Bucket, ConflictError, MemoryStore

OLD, GRACE = 900, 60  # seconds
#: What is in a bucket besides blocks, and no sweep touches: {name: (bytes, second written)}.
NO_BLOCKS = {
    "log/00000001": (entry(), 0.0),
    "checkpoints/00000001": (b"[]", 0.0),
    "blocks-of-others/x": (b"", 0.0),
}


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


class Sweeps:
    """Calls of a student's ``collect_garbage``. Blocks are named without their ``blocks/``, several
    of them in one text; all hold ``content``."""

    def __init__(self, collect_garbage: Callable, content: bytes):
        self.collect_garbage, self.content = collect_garbage, content

    def bucket(self, beside: dict[str, tuple[bytes, float]] | None = None, **ages: float) -> Bucket:
        """Blocks of these ages in seconds, and ``beside``."""
        bucket = Bucket()
        bucket.now, bucket.objects = 1000.0, dict(beside or {})
        for name, age in ages.items():
            bucket.objects[f"blocks/{name}"] = self.content, bucket.now - age
        return bucket

    def sweep(self, store: MemoryStore, version: int, versions: list[str], grace: float) -> int:
        """What the student's function returns. ``versions``: the live blocks of each."""
        lists = [_blocks(live) for live in versions]
        return run(self.collect_garbage, store, version, lists, grace)

    def expect_left(
        self, bucket: Bucket, version: int, versions: list[str], grace: float, left: str
    ) -> None:
        """These blocks must stay, no others, and all that is no block; what is returned is how many
        went."""
        before = dict(bucket.objects)
        gone = set(names_under(bucket, "blocks/")) - set(_blocks(left))
        lists = [_blocks(live) for live in versions]
        got = run(self.collect_garbage, MemoryStore(bucket), version, lists, grace)
        same(got, len(gone), "how many were deleted")
        same(
            lists, [_blocks(live) for live in versions], "the caller's list of versions afterwards"
        )
        for name in gone:
            del before[name]
        after = dict(bucket.objects)
        after.pop(f"log/{version + 1:08}", None)
        same(after, before, "what is left")

    def expect_one_entry(
        self, bucket: Bucket, version: int, versions: list[str], swept: str
    ) -> None:
        """The sweep must be entry ``version + 1`` and condemn ``swept``; another sweep, which finds
        nothing more, must be no entry."""
        self.sweep(MemoryStore(bucket), version, versions, GRACE)
        log = [(f"log/{version + 1:08}", _blocks(swept))]
        same(condemned(bucket), log, "the log")
        again = self.sweep(MemoryStore(bucket), version + 1, versions, GRACE)
        same(again, 0, "how many were deleted when nothing was left to delete")
        same(condemned(bucket), log, "the log after a sweep that found nothing")

    def expect_writer_first(self, number: int) -> None:
        """Just before the sweep's request ``number`` a writer commits an old block as version 8:
        nothing may be deleted."""
        bucket = self.bucket(a=OLD, b=OLD)
        commit = {"log/00000008": (entry(add=["blocks/a"]), bucket.now)}
        expected = bucket.objects | commit
        store = interrupted(bucket, number, commit)
        raises(ConflictError, self.collect_garbage, store, 7, [[]], GRACE, naming="8")
        same(bucket.objects, expected, "what the store holds")

    def expect_safe_when_cut_off(self, needed: str, **ages: float) -> None:
        """By a node that dies at any of its requests: no block may be gone that is needed, or that
        no entry condemns, and the next sweep must delete the rest."""
        for die_at in range(1, len(ages) + 4):
            for after in (False, True):
                bucket = self.bucket(**ages)
                store = MemoryStore(bucket, die_at, after)
                run_until_crash(self.collect_garbage, store, 0, [_blocks(needed)], GRACE)
                sweeps = condemned(bucket)
                gone = set(self.bucket(**ages).objects) - set(bucket.objects)
                if not gone <= {name for _, swept in sweeps for name in swept}:
                    when = f"it died {'after' if after else 'before'} its request {die_at}"
                    message = f"{when}, and blocks are gone that no entry condemns"
                    raise Wrong(message, "[]", str(sorted(gone)))
                self.sweep(MemoryStore(bucket), len(sweeps), [needed], GRACE)
                same(names_under(bucket, "blocks/"), sorted(_blocks(needed)), "what is left")

    def expect_error_passes(self, fails_at: int) -> None:
        """The store's refusal of request ``fails_at`` is the caller's to hear."""
        expect_unavailable(self.collect_garbage, self.bucket(a=OLD), fails_at, 0, [[]], GRACE)

    def expect_requests(self, bucket: Bucket, needed: str, **requests: int) -> None:
        """One sweep must ask the store for exactly so many of each kind."""
        store = MemoryStore(bucket)
        self.sweep(store, 0, [needed], GRACE)
        same(dict(store.requests), requests, "the requests")

    def expect_refused(self, version: int, versions: list, grace: float, naming: str = "") -> None:
        """These arguments must be refused before anything is asked of the store."""
        expect_refused(ValueError, self.collect_garbage, version, versions, grace, naming=naming)


def _blocks(text: str) -> list[str]:
    return [f"blocks/{word}" for word in text.split()]
