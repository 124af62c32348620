"""What the graded cells of managed storage are written with: the short form of logs, the judges
against the reference solution and against answers that break one promise each."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pytest

from solutions.managed_storage.checks import buckets, schedules
from solutions.managed_storage.checks.sweeps import NO_BLOCKS, Sweeps
from solutions.managed_storage.checks.tiers import Tiers, hit_rate, yardsticks
from solved import solved
from warehouse.checks import Wrong
from warehouse.checks.outcomes import Raised
from warehouse.managed_storage import caching
from warehouse.managed_storage.objects import (
    AlreadyExists,
    Bucket,
    ConflictError,
    Crashed,
    MemoryStore,
)


@cache
def right(name: str):
    """A function or class of the lab's reference solution."""
    return solved("managed_storage")[name]


# --- Buckets and logs written short -------------------------------------------------------------------


def test_a_letter_and_a_digit_are_a_block_and_any_other_word_is_itself():
    a3 = "blocks/00000003-ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"
    assert buckets.names("a3 a b00 orphan") == [a3, "a", "b00", "orphan"]
    assert right("block_name")(b"a", 3) == buckets.block_name(b"a", 3) == a3


def test_a_log_written_short():
    bucket = buckets.logged("+a0 +c", "-a0 !b0", "+d", checkpoints=[2], missing=[1])
    a0, b0 = buckets.names("a0 b0")
    held = {name: data for name, (data, _) in bucket.objects.items()}
    assert held.pop(a0) == b"a"
    assert {name: json.loads(data) for name, data in held.items()} == {
        "checkpoints/00000002": ["c"],
        "log/00000002": {"add": [], "remove": [a0], "sweep": [b0]},
        "log/00000003": {"add": ["d"], "remove": [], "sweep": []},
    }


def test_live_blocks_are_what_recover_finds():
    """Logs drawn at random, each name added at most once."""
    rng = np.random.default_rng(3)
    for _ in range(50):
        names = [f"b{at:02}" for at in rng.permutation(20)]
        log = []
        for add in np.array_split(names, 6):
            known = [word[1:] for text in log for word in text.split() if word[0] == "+"]
            remove = rng.choice(known, 2) if known else []
            log.append(" ".join([*(f"-{name}" for name in remove), *(f"+{name}" for name in add)]))
        bucket = buckets.logged(*log)
        live = right("recover")(MemoryStore(bucket))[1]
        assert buckets.live_blocks(buckets.read_log(bucket)) == live
        buckets.expect_recovered(right("recover"), bucket, 6, " ".join(live))


def garbled(data: bytes) -> Bucket:
    return buckets.holding({"log/00000001": data})


@pytest.mark.parametrize(
    ("bucket", "words"),
    [
        (buckets.logged("+a", "+b", missing=[1]), "the name of an entry"),
        (garbled(b"{"), "no JSON"),
        (garbled(b'{"add": [], "remove": []}'), "not of the form"),
        (garbled(b'{"add": [], "remove": [], "sweep": "a"}'), "not of the form"),
        (buckets.logged("+a"), "a block of it is not in the store"),
    ],
)
def test_what_no_reader_can_read_is_wrong(bucket, words):
    with pytest.raises(Wrong, match=words):
        buckets.readable_blocks(bucket)


def test_another_node_writes_between_two_requests():
    bucket = Bucket()
    store = buckets.interrupted(bucket, 2, {"late": (b"", 0.0)})
    assert store.list("") == []
    assert [found.name for found in store.list("")] == ["late"]


# --- One function each -------------------------------------------------------------------------------


def test_written_blocks():
    def in_another_order(store, version, blocks):
        return right("write_blocks")(store, version, blocks)[::-1]

    def nothing(store, version, blocks):
        return [buckets.block_name(block, version) for block in blocks]

    blocks = [b"x", b"y", b"x"]
    store = buckets.expect_written(right("write_blocks"), MemoryStore(), 4, blocks)
    assert store.requests == {"put": 2}
    with pytest.raises(Wrong, match="the list of names"):
        buckets.expect_written(in_another_order, MemoryStore(), 4, [b"x", b"y"])
    with pytest.raises(Wrong, match="does not hold a block"):
        buckets.expect_written(nothing, MemoryStore(), 4, blocks)
    rewritten = buckets.holding({"name": b""}, age=5)
    buckets.expect_not_rewritten(rewritten, "name", since=5)
    MemoryStore(rewritten).put("name", b"")
    with pytest.raises(Wrong, match="a second time"):
        buckets.expect_not_rewritten(rewritten, "name", since=5)


def test_a_refusal_must_not_ask_the_store():
    def asks_first(store, version, add, remove):
        store.list("")
        raise ValueError(version)

    buckets.expect_refused(ValueError, right("commit"), -1, [], [], naming="-1")
    with pytest.raises(Wrong, match="the number of requests"):
        buckets.expect_refused(ValueError, asks_first, -1, [], [])


def test_an_error_of_the_store_must_pass():
    def swallows(store, version, add, remove):
        try:
            return right("commit")(store, version, add, remove)
        except Exception:
            return store.put("log/00000001", buckets.entry())

    buckets.expect_unavailable(right("commit"), Bucket(), 2, 0, [b"a"], [])
    with pytest.raises(Wrong, match="must refuse"):
        buckets.expect_unavailable(swallows, Bucket(), 2, 0, [b"a"], [])


def test_a_node_that_dies_is_nobodys_fault_and_any_other_error_is():
    buckets.run_until_crash(right("checkpoint"), MemoryStore(buckets.logged("+a"), crash_at=2))
    with pytest.raises(Raised, match="no object"):
        buckets.run_until_crash(lambda store: store.get("nowhere"), MemoryStore())


def test_reads_through_the_tiers():
    def keeps_nothing(name, memory, disk, store):
        return memory.get(name) or disk.get(name) or store.get(name)

    name = buckets.block_name(b"x")
    for gets, tiers in ((0, Tiers(name, memory=b"x")), (0, Tiers(name, disk=b"x"))):
        tiers.expect_read(right("read_through"), b"x", gets)
    near = Tiers(name, stored=b"x")
    near.expect_read(right("read_through"), b"x", 1)
    near.expect_read(right("read_through"), b"x", 1)
    far = Tiers(name, stored=b"x")
    far.expect_read(keeps_nothing, b"x", 1)
    with pytest.raises(Wrong, match="the number of GETs"):
        far.expect_read(keeps_nothing, b"x", 1)


def test_hit_rates_of_a_cache_and_of_what_it_is_held_against():
    trace = [1, 2, 3, 1, 2, 3, 1]
    assert hit_rate(caching.LRU, trace, 2) == 0
    # 3 leaves at once, then 2 does: hits are the second 1, the second 2 and the last 1
    assert yardsticks("by hand", trace, 2) == (0, pytest.approx(3 / 7))


def test_recovery():
    bucket = buckets.logged("+a", "+b", "-a", checkpoints=[1])
    buckets.expect_recovered(right("recover"), bucket, 3, "b", most=5)
    with pytest.raises(Wrong, match="too many requests"):
        buckets.expect_recovered(right("recover"), bucket, 3, "b", most=4)
    with pytest.raises(Wrong, match="version and live blocks"):
        buckets.expect_recovered(right("recover"), bucket, 3, "a b")
    newer = buckets.logged("+a", "+b", "-a", "+c")
    buckets.expect_recovered(right("recover"), bucket, 4, "b c", second_request_finds=newer)


def test_a_checkpoint_whose_death_costs_an_entry_is_caught():
    def unsafe(store):
        store.delete("log/00000001")
        version = right("checkpoint")(store)
        store.put("log/00000001", buckets.entry(add=["a"]))
        return version

    buckets.expect_checkpoint_cut_off(right("recover"), right("checkpoint"), "+a", "+b -a")
    with pytest.raises((Wrong, Raised)):
        buckets.expect_checkpoint_cut_off(right("recover"), unsafe, "+a", "+b -a")


# --- Sweeps -----------------------------------------------------------------------------------------


def sweeps(collect_garbage=None) -> Sweeps:
    return Sweeps(collect_garbage or right("collect_garbage"), b"content")


def deletes_at_once(store, version, versions, grace):
    """Right in what goes, and no entry says so."""
    needed = {name for live in versions for name in live}
    listed = [one for one in store.list("blocks/") if one.age >= grace]
    gone = [one.name for one in listed if one.name not in needed]
    for name in gone:
        store.delete(name)
    return len(gone)


def test_the_reference_sweeps_right():
    one = sweeps()
    one.expect_left(one.bucket(NO_BLOCKS, a=900, b=900, c=9), 1, ["b"], 60, "b c")
    one.expect_one_entry(one.bucket(a=900, b=900), 3, ["b"], "a")
    one.expect_writer_first(1)
    one.expect_writer_first(2)
    one.expect_safe_when_cut_off("c", a=900, b=900, c=900)
    one.expect_error_passes(2)
    one.expect_requests(one.bucket(a=900, b=900), "b", list=1, put=1, delete=1)
    one.expect_refused(0, [], 60)


def test_a_sweep_without_an_entry_is_caught():
    one = sweeps(deletes_at_once)
    one.expect_left(one.bucket(NO_BLOCKS, a=900, b=900, c=9), 1, ["b"], 60, "b c")
    with pytest.raises(Wrong, match="the log"):
        one.expect_one_entry(one.bucket(a=900, b=900), 3, ["b"], "a")
    with pytest.raises(Wrong, match="must refuse"):
        one.expect_writer_first(2)
    with pytest.raises(Wrong, match="no entry condemns"):
        one.expect_safe_when_cut_off("c", a=900, b=900, c=900)
    with pytest.raises(Wrong, match="the requests"):
        one.expect_requests(one.bucket(a=900, b=900), "b", list=1, put=1, delete=1)
    with pytest.raises(Wrong, match="must refuse"):
        one.expect_refused(0, [], 60)


def test_what_is_no_block_must_stay():
    def sweeps_all(store, version, versions, grace):
        for one in store.list(""):
            store.delete(one.name)
        return 1

    one = sweeps(sweeps_all)
    with pytest.raises(Wrong, match="what is left"):
        one.expect_left(one.bucket(NO_BLOCKS, a=900), 1, [""], 60, "")


# --- Commits ----------------------------------------------------------------------------------------


def entry_first(store, version, add, remove):
    """The entry, and then the blocks that it names."""
    names = [buckets.block_name(block, version) for block in add]
    while True:
        version += 1
        try:
            store.put(f"log/{version:08}", buckets.entry(names, remove), if_none_match=True)
            break
        except AlreadyExists:
            if remove:
                raise ConflictError(version) from None
    for name, block in zip(names, add):
        store.put(name, block, if_none_match=False)
    return version


def never_looks(store, version, add, remove):
    """What an entry that was lost to condemns is committed all the same."""
    names = right("write_blocks")(store, version, add)
    while True:
        version += 1
        try:
            store.put(f"log/{version:08}", buckets.entry(names, remove), if_none_match=True)
            return version
        except AlreadyExists:
            if remove:
                raise ConflictError(version) from None


def test_the_reference_commits_right():
    commit, logged = right("commit"), buckets.logged
    buckets.expect_commits(commit, logged(), (0, "xyx"), (1, "z", "x0"), (2, ""), lists_stay=True)
    buckets.expect_commits(commit, logged("+t0", "!a0 !b0"), (0, "abc"), named="a2 b2 c0")
    buckets.expect_conflict(commit, logged("+a0", "-a0"), 1, "c", "a0")
    buckets.expect_requests(commit, logged("!a0"), 0, [b"a", b"b"], [], get=1, put=5)
    schedules.expect_all_or_nothing(commit)


def test_single_commits_that_are_wrong():
    def eats(store, version, add, remove):
        version = right("commit")(store, version, add, remove)
        add.clear()
        return version

    logged = buckets.logged
    with pytest.raises(Wrong, match="the caller's lists"):
        buckets.expect_commits(eats, logged(), (0, "x"), lists_stay=True)
    with pytest.raises(Wrong, match="entry 2"):
        buckets.expect_commits(never_looks, logged("!a0"), (0, "a"), named="a1")
    with pytest.raises(Wrong, match="does not hold a block"):
        buckets.expect_commits(never_looks, logged("!a0"), (0, "a"), named="a0")
    with pytest.raises(Wrong, match="more requests"):
        buckets.expect_requests(right("commit"), logged(), 0, [b"a", b"b"], [], put=2)
    with pytest.raises(Wrong, match="must refuse"):
        appends = lambda store, version, add, remove: never_looks(store, version, add, [])
        buckets.expect_conflict(appends, logged("+a0", "-a0"), 1, "c", "a0")
    with pytest.raises(Wrong, match="a block of it is not in the store"):
        schedules.expect_all_or_nothing(entry_first)


def drawn(count: int = 240) -> list:
    return schedules.drawn(np.random.default_rng(8), count)


def test_short_schedules_come_first():
    assert [len(schedule) for schedule in drawn(9)] == [2, 2, 2, 3, 3, 3, 4, 4, 4]


def test_nothing_is_lost_by_the_reference_and_much_happens():
    """Every deed that the judge knows of happens in some of the schedules."""
    schedules.expect_nothing_lost(right("commit"), drawn())
    told = []
    for schedule, commits in zip(drawn(), schedules.play(right("commit"), drawn())):
        world = schedules.World()
        for numbers, played in zip(schedule, commits):
            dice = schedules.Dice(*numbers)
            attempt, sleeping = world.attempt(dice), len(world.asleep)
            world.story.append(str(attempt))
            try:
                schedules.asked_again(right("commit"), world.store(attempt, dice), attempt, played)
            except (Crashed, ConflictError) as error:
                world.story.append(type(error).__name__)
            if world.asleep[:sleeping]:
                world.story.append("wakes")
            world.wake(sleeping)
        told.append("; ".join(world.story))
    deeds = ("another writer adds", "condemns", "to delete them later", "wakes", "Crashed",
             "ConflictError", "before its request", "once its request")  # fmt: skip
    for deed in deeds:
        assert sum(deed in story for story in told) >= 5, deed


def lies_about_the_version(store, version, add, remove):
    return right("commit")(store, version, add, remove) + 1


def commits_nothing(store, version, add, remove):
    return version + 1


def plays_dead(store, version, add, remove):
    raise Crashed("this node is dead")


def refuses_for_nothing(store, version, add, remove):
    raise ConflictError(version + 1)


def tries_again_after_its_death(store, version, add, remove):
    """Commits twice what it commits."""
    right("commit")(store, version, add, [])
    return right("commit")(store, version, add, remove)


@pytest.mark.parametrize(
    ("commit", "words"),
    [
        (entry_first, "a block of it is not in the store"),
        (never_looks, "a block of it is not in the store"),
        (lies_about_the_version, "is not there"),
        (commits_nothing, "is not there"),
        (plays_dead, "its node lives"),
        (tries_again_after_its_death, "neither acknowledged nor cut off"),
    ],
)
def test_schedules_catch(commit, words):
    with pytest.raises(Wrong, match=words) as caught:
        schedules.expect_nothing_lost(commit, drawn())
    assert "1. commit(store, 0," in caught.value.given


def test_a_refusal_for_nothing_is_the_commits_own_failure():
    with pytest.raises(Raised):
        schedules.expect_nothing_lost(refuses_for_nothing, drawn())
    refuses = lambda *args: refuses_for_nothing(*args) if args[3] else right("commit")(*args)
    with pytest.raises(Wrong, match="was nobody's"):
        schedules.expect_nothing_lost(refuses, drawn())
