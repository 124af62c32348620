"""The managed storage lab's promise, explored: whatever the order of requests, and wherever a node
dies, nothing acknowledged is lost. The functions are those of the reference solution; the wrong
answers of the corpus that would lose data are caught."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from functools import cache

import pytest

from autograder.quality import answer_files
from protocol_model import Broken, Explorer, Parts, history, sweeper, writer
from solved import solved
from warehouse.managed_storage.objects import AlreadyExists, ConflictError

LAB = "managed_storage"
X, Y, Z = b"x", b"y", b"z"
ADDS, REPLACES = False, True

#: What was committed before, each with the contents added and whether the oldest live block was
#: removed; then the content that a writer stored who died before its entry.
HISTORIES = {
    "an empty store": ((), None),
    "one commit": ((((X,), ADDS),), None),
    "a block was replaced": ((((X,), ADDS), ((Y,), REPLACES)), None),
    "a writer died before its entry": ((((Y,), ADDS),), X),
}
#: What two writers do, each: one commit after the other.
WRITERS = {
    "the same content twice": ([((X,), ADDS)], [((X,), ADDS)]),
    "contents in common": ([((X, Y), ADDS)], [((Y, Z), ADDS)]),
    "one adds, one replaces": ([((X,), ADDS)], [((X,), REPLACES)]),
    "both replace": ([((X,), REPLACES)], [((Z,), REPLACES)]),
    "one adds and takes away again": ([((X,), ADDS), ((), REPLACES)], [((X,), ADDS)]),
}


def parts(names: dict) -> Parts:
    return Parts(names["commit"], names["recover"], names["collect_garbage"], names["checkpoint"])


@cache
def right() -> Parts:
    return parts(solved(LAB))


def wrong(exercise: str, name: str) -> Parts:
    (answer,) = (
        one for one in answer_files.load(LAB) if (one.exercise, one.name) == (exercise, name)
    )
    return parts(solved(LAB, {exercise: answer.code}))


def without_versions() -> Parts:
    """The lab's first protocol: a block is named by its content alone, what lies there is not
    written anew, and a sweep deletes what is old and in no version."""

    def commit(store, version: int, add: list[bytes], remove: list[str]) -> int:
        names = ["blocks/" + hashlib.sha256(block).hexdigest() for block in add]
        for name, block in zip(names, add):
            with suppress(AlreadyExists):
                store.put(name, block, if_none_match=True)
        while True:
            version += 1
            try:
                entry = json.dumps({"add": names, "remove": remove}).encode()
                store.put(f"log/{version:08}", entry, if_none_match=True)
                return version
            except AlreadyExists:
                if remove:
                    raise ConflictError(f"version {version}") from None

    def sweep(store, version: int, versions: list[list[str]], grace: float) -> int:
        needed = {name for live in versions for name in live}
        doomed = [
            found.name
            for found in store.list("blocks/")
            if found.name not in needed and found.age >= grace
        ]
        for name in doomed:
            store.delete(name)
        return len(doomed)

    return Parts(commit, right().recover, sweep)


def explored(
    under: Parts,
    before: str,
    writers: tuple,
    grace: float,
    sweepers: int = 1,
    more: tuple = (),
    pinned: bool = False,
    tries: int = 2,
) -> Explorer:
    commits, orphan = HISTORIES[before]
    start, versions = history(under, *commits, orphan=orphan)
    read = tuple(versions[0]) if pinned else ()
    actors = [writer(under, *one, tries=tries) for one in writers]
    actors += [sweeper(under, grace, read, tries) for _ in range(sweepers)]
    return Explorer(
        under, start, [*actors, *more], pinned=read, crashes=int(len(actors) + len(more) <= 3)
    )


@pytest.mark.parametrize("grace", [0, 3600])
@pytest.mark.parametrize("writers", WRITERS)
@pytest.mark.parametrize("before", HISTORIES)
def test_nothing_acknowledged_is_lost(before, writers, grace):
    """Two writers and a sweeper, any of whom dies at any request; and no garbage stays behind for
    good."""
    explorer = explored(right(), before, WRITERS[writers], grace)
    schedules = explorer.run()
    print(
        f"{before}, {writers}, grace {grace}: {schedules:,} schedules, {explorer.visited:,} states"
    )
    longest = (before, writers) == ("a block was replaced", "one adds and takes away again")
    assert schedules > (10**17 if longest else 1000)  # the chapter says so


def test_a_reader_of_an_old_version_keeps_its_blocks():
    for writers in WRITERS.values():
        explored(right(), "a block was replaced", writers, 0, pinned=True).run()
    with pytest.raises(Broken, match="which is needed"):
        explored(
            wrong("collect_garbage", "wrong_first_version_only"),
            "a block was replaced",
            (),
            0,
            pinned=True,
        ).run()


def test_two_sweepers_one_of_whom_sleeps():
    explorer = explored(
        right(),
        "a writer died before its entry",
        WRITERS["the same content twice"],
        0,
        sweepers=2,
        tries=1,
    )
    print(f"{explorer.run():,} schedules, {explorer.visited:,} states")


def checkpoints(under: Parts):
    """A node that writes a checkpoint."""
    return lambda store, acknowledged: under.checkpoint(store)


def test_checkpoints_in_between_change_nothing():
    explored(
        right(),
        "a block was replaced",
        WRITERS["one adds, one replaces"],
        0,
        more=(checkpoints(right()),),
        tries=1,
    ).run()


def test_the_first_protocol_loses_a_commit_however_long_the_grace():
    """A block that was garbage for longer than the grace is there already for a new writer, and is
    deleted before its entry."""
    with pytest.raises(Broken, match=r"needs blocks/[0-9a-f]{64}, which is not in the store"):
        explored(
            without_versions(), "a block was replaced", WRITERS["contents in common"], 3600
        ).run()


UNSAFE = {
    "commit": [
        "wrong_does_not_read_what_it_lost_to",
        "wrong_reads_the_first_only",
        "wrong_same_name_again",
        "wrong_keeps_the_first_entry",
        "wrong_name_without_version",
        "wrong_entry_first",
        "wrong_plain_put",
        "wrong_retry_loses_blocks",
    ],
    "collect_garbage": [
        "wrong_does_not_commit",
        "wrong_deletes_before_the_entry",
        "wrong_deletes_anyway",
        "wrong_takes_the_next_number",
        "wrong_plain_put",
    ],
}


@pytest.mark.parametrize(
    ("exercise", "name"), [(exercise, name) for exercise, names in UNSAFE.items() for name in names]
)
def test_answers_that_lose_data_are_caught(exercise, name):
    under = wrong(exercise, name)
    with pytest.raises(Broken):
        for before in HISTORIES:
            for writers in WRITERS.values():
                explored(under, before, writers, 0).run()


def test_a_name_of_a_version_that_nobody_has_seen_is_no_fresh_name():
    under = wrong("commit", "wrong_name_of_the_number_it_hopes_for")
    with pytest.raises(Broken):
        explored(
            under,
            "a writer died before its entry",
            WRITERS["the same content twice"],
            0,
            sweepers=2,
            tries=1,
        ).run()


def test_a_number_that_is_freed_is_taken_by_a_writer_who_began_long_ago():
    """Why entries are never deleted: the same functions, but recover trusts a checkpoint for what
    stood before it."""
    under = wrong("recover", "wrong_hole_before_a_checkpoint")

    def trims(store, acknowledged):
        for number in range(1, under.checkpoint(store) + 1):
            store.delete(f"log/{number:08}")

    with pytest.raises(Broken, match="acknowledged"):
        explored(
            under, "one commit", (WRITERS["the same content twice"]), 0, sweepers=0, more=(trims,)
        ).run()


def test_an_actor_that_asks_for_nothing_more_has_ended():
    """The explorer against a count by hand: two actors of two requests each, nobody dies: 4! / (2!
    2!) orders."""

    def two(name):
        return lambda store, acknowledged: [store.put(f"{name}/{part}", b"") for part in range(2)]

    assert Explorer(right(), (), [two("a"), two("b")], crashes=0).run() == 6
