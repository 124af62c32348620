"""What the graded cells of managed storage are written with: the judge's own functions against the
reference solution, what the generators really make, and the judges against answers that break one
promise each."""

from __future__ import annotations

import json
import sys
from collections import Counter
from functools import cache

import numpy as np
import pytest

from solutions.managed_storage.checks import (
    buckets,
    logged,
    looks,
    playing,
    schedules,
    sweeps,
    tiers,
)
from solutions.managed_storage.checks import drawn as drawing
from solutions.managed_storage.checks import (
    right as judges,
)
from solutions.managed_storage.checks.one_call import ERRORS, STORE, Case
from solutions.managed_storage.checks.playing import Plays
from solved import solved
from warehouse.checks import Exercise, Outcome, Wrong
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


@cache
def cases(make, seed: int = 8) -> dict[str, list[Case]]:
    return make(np.random.default_rng(seed))


GENERATORS = {
    drawing.written: ["write_blocks"],
    drawing.read: ["read_block"],
    drawing.tiers: ["read_through"],
    logged.commits: ["commit"],
    logged.logs: ["recover", "checkpoint"],
    drawing.sweeps: ["collect_garbage"],
}
KINDS = [
    (make, name, kind)
    for make, functions in GENERATORS.items()
    for name in functions
    for kind in cases(make)
]


# --- The judge's own functions -----------------------------------------------------------------------


@pytest.mark.parametrize(("make", "name", "kind"), KINDS)
def test_the_reference_does_what_the_judges_own_function_does(make, name, kind):
    left = {
        "commit": looks.all_after_commit,
        "collect_garbage": playing.store_left(tidy=playing.as_json),
    }.get(name, playing.store_left(tidy=playing.as_json))
    if kind == "fails" and name in ("write_blocks", "collect_garbage", "commit"):
        left = playing.nothing_after_the_failure  # which of them were written is their order's
    may_change = {"read_through": (2, 3)}.get(name, ())
    plays = Plays(right(name), getattr(judges, name), cases(make), may_change)
    look = () if kind == "fails" else (playing.same_result, playing.no_more_requests)
    plays.expect(kind, left, *look)


@pytest.mark.parametrize(("make", "name", "kind"), KINDS)
def test_who_does_nothing_passes_nothing(make, name, kind):
    nothing = lambda *args: None
    nothing.__name__ = name
    look = [playing.same_result] if kind not in ("fails", "refused", "hole") else []
    with pytest.raises(Wrong):
        Plays(nothing, getattr(judges, name), cases(make)).expect(kind, *look)


def test_live_blocks_are_what_recover_finds():
    """Of logs in which no block is added twice."""
    for case in cases(logged.logs)["log"]:
        bucket = case.store().bucket
        live = right("recover")(MemoryStore(bucket))[1]
        assert buckets.live_blocks(buckets.read_log(bucket)) == live


# --- What the generators make ------------------------------------------------------------------------


def counted(found: Counter, least: dict[str, int]) -> None:
    assert {what: found[what] for what in least if found[what] < least[what]} == {}


def test_what_is_drawn_for_blocks():
    drawn, found = cases(drawing.written), Counter()
    for kind, of_kind in drawn.items():
        for case in of_kind:
            _, version, blocks = case.args
            plain = [block for block in blocks if type(block) is bytes]
            names = [buckets.block_name(block, version) for block in plain]
            there = [name in case.objects for name in names]
            found.update({
                "no bytes": b"" in plain,
                "ten and more": len(blocks) >= 10,
                "version 0": version == 0,
                "eight digits": version > 9_999_999,
                "twice, with another between": kind == "twice"
                and any(plain[at] in plain[at + 2 :] and plain[at] != plain[at + 1] for at in range(len(plain) - 2)),
                "the first is there, another is not": any(there) and there[0] and not all(there),
                "a later one is there": any(there) and not there[0],
                "all are there": kind == "there" and all(there),
                "under another version": kind == "there"
                and any(name[-64:] in str([*case.objects]) and name not in case.objects for name in names),
                "a stranger behind a block": kind == "types" and type(blocks[0]) is bytes,
                "a stranger before one": kind == "types" and type(blocks[-1]) is bytes,
                f"fails: {case.error}": kind == "fails",
                "fails at the first": case.fails_at == 1,
                "fails at a later one": case.fails_at > 2,
                "fails, and takes effect": case.after,
            })  # fmt: skip
    counted(found, dict.fromkeys(found, 2) | {"no bytes": 1})
    strangers = {
        str(block) for case in drawn["types"] for block in case.args[2] if type(block) is not bytes
    }
    assert len(strangers) == 9
    counted(
        Counter(case.error for case in cases(drawing.read)["fails"]),
        dict.fromkeys(ERRORS, 2),
    )


def test_what_is_drawn_for_damaged_blocks():
    found = Counter()
    for case in cases(drawing.read)["damaged"]:
        name = case.args[1]
        data, good = case.objects[name][0], buckets.block_name(case.objects[name][0])[-64:]
        said = name.partition("-")[2]
        found.update({
            "good": good == said,
            "good, of more than eight digits": good == said and name.find("-") > 15,
            "another version than 0": not name.startswith("blocks/00000000"),
            "sixteen digits agree": good != said and good[:16] == said[:16],
            "a digit less": good != said and good.startswith(said),
            "no bytes": not data,
        })  # fmt: skip
    counted(found, {"good": 5, "good, of more than eight digits": 1, "another version than 0": 20, "sixteen digits agree": 3,
                    "a digit less": 1, "no bytes": 1})  # fmt: skip


def test_what_is_drawn_for_tiers():
    found = Counter()
    for kind, of_kind in cases(drawing.tiers).items():
        for case in of_kind:
            name, memory, disk, _ = case.args
            found.update({
                f"{kind}: no bytes": b"" in (memory.get(name), disk.get(name), case.objects.get(name, [0])[0]),
                f"{kind}: others in memory": len(memory) > (name in memory),
                f"{kind}: damaged on disk": name in disk and not judges.hashes_to(disk[name], name),
                f"{kind}: others damaged on disk": any(
                    not judges.hashes_to(data, other) for other, data in disk.items() if other != name
                ),
                f"{kind}: damaged in memory": name in memory and not judges.hashes_to(memory[name], name),
                f"{kind}: a digit of the name is missing": len(name.partition("-")[2]) == 63,
                f"{kind}: more than eight digits": name.find("-") > 15,
            })  # fmt: skip
    least = {f"{kind}: no bytes": 1 + (kind != "near") for kind in ("near", "disk_next", "far")}
    least |= {
        f"{kind}: others in memory": 5
        for kind in ("near", "disk_next", "far", "bad_disk", "bad_store")
    }
    least |= {
        f"{kind}: others damaged on disk": 4 for kind in ("near", "disk_next", "far", "bad_disk")
    }
    least |= {f"{kind}: more than eight digits": 2 for kind in ("disk_next", "far", "bad_disk")}
    least |= {"near: damaged in memory": 5, "near: damaged on disk": 2, "bad_disk: damaged on disk": 16,
              "bad_store: damaged on disk": 2, "nowhere: damaged on disk": 5,
              "bad_store: a digit of the name is missing": 1, "fails: damaged on disk": 3}  # fmt: skip
    counted(found, least)


def test_what_is_drawn_for_commits():
    found = Counter()
    for kind, of_kind in cases(logged.commits).items():
        for case in of_kind:
            _, version, add, remove = case.args
            log = {
                name: json.loads(data)
                for name, (data, _) in case.objects.items()
                if name.startswith("log/")
            }
            later = {
                name: json.loads(data)
                for written in case.others.values()
                for name, (data, _) in written.items()
            }
            after = [one for name, one in (log | later).items() if int(name[-8:]) > version]
            mine = {buckets.block_name(block, version) for block in add}
            hashes = {name[-64:] for name in mine}
            swept = [name for one in after for name in one["sweep"]]
            found.update({
                "contents twice": len(set(add)) < len(add),
                "nothing added": not add,
                "no bytes": b"" in add,
                "a version past 9": version > 9,
                "removes several": len(remove) > 1,
                "removes in another order than sorted": remove != sorted(remove),
                "more than nine lost": len(after) > 9,
                "thirty lost": len(after) >= 30,
                "lost meanwhile": bool(later) and kind == "appends",
                "condemned meanwhile": bool(later) and bool(mine & set(swept)),
                "condemned, some and not all": 0 < len(mine & set(swept)) < len(mine),
                "condemned twice": any(
                    name[-64:] in hashes and int(name[7:15]) > version and name[-64:] in str([*mine & set(swept)])
                    for name in swept
                ),
                "the same content of another version condemned": any(
                    name[-64:] in hashes and name not in mine for name in swept
                ),
                "there already": bool(mine & case.objects.keys()),
                "there already under the new name": kind == "condemned" and any(
                    name in case.objects and name not in mine
                    for one in after for swept in mine & set(one["sweep"])
                    for name in [f"blocks/{version + 1 + after.index(one):08}{swept[15:]}"]
                ),
                "condemned and still there": bool(mine & set(swept) & case.objects.keys()),
                "condemned before it began": any(one["sweep"] for one in log.values() if one not in after),
                "an entry that says the same": kind == "appends" and any(set(one["add"]) == mine for one in after),
                "a conflict with a sweep": kind == "conflict" and bool(swept),
                "a conflict with a commit": kind == "conflict" and not swept,
                "fails within": case.fails_at > 2,
            })  # fmt: skip
    counted(found, dict.fromkeys(found, 2) | {"no bytes": 1, "thirty lost": 1})


def test_what_is_drawn_for_logs():
    found = Counter()
    for kind, of_kind in cases(logged.logs).items():
        for case in of_kind:
            log = [
                json.loads(data)
                for name, (data, _) in case.objects.items()
                if name.startswith("log/")
            ]
            saved = {
                name: json.loads(data)
                for name, (data, _) in case.objects.items()
                if name.startswith("checkpoints/")
            }
            added = [name for one in log for name in one["add"]]
            found.update({
                f"{kind}: past nine": len(log) > 9,
                f"{kind}: past ninety-nine": len(log) > 99,
                f"{kind}: a sweep": any(one["sweep"] for one in log),
                f"{kind}: a sweep last": bool(log and log[-1]["sweep"]),
                f"{kind}: unknown removed": any("unknown" in one["remove"] for one in log),
                f"{kind}: again": len(set(added)) < len(added),
                f"{kind}: twice in one entry": any(len(set(one["add"])) < len(one["add"]) for one in log),
                f"{kind}: removed and added in one": any({*one["add"]} & {*one["remove"]} for one in log),
                f"{kind}: checkpoints": len(saved) > 1,
                f"{kind}: a checkpoint of the last": f"checkpoints/{len(log):08}" in saved,
                f"{kind}: an empty checkpoint": [] in saved.values(),
                f"{kind}: others meanwhile": bool(case.others),
                f"{kind}: a quote": '"' in "".join(added),
                f"{kind}: another alphabet": not "".join(added).isascii(),
                f"{kind}: nothing": not log,
                f"{kind}: a hole at 1": "log/00000001" not in case.objects,
                f"{kind}: a hole past 9": any(f"log/{number:08}" not in case.objects for number in range(10, len(log))),
                f"{kind}: an entry beyond a checkpoint is missing": bool(saved) and max(saved)[-8:] > f"{len(log):08}",
                f"{kind}: fails at the first": case.fails_at == 1,
                f"{kind}: fails at the last": case.fails_at > 3,
            })  # fmt: skip
    least = {"log: past nine": 2, "log: past ninety-nine": 1, "log: a sweep": 5, "log: a sweep last": 1,
             "log: unknown removed": 5, "log: a quote": 3, "log: another alphabet": 3, "log: nothing": 1,
             "again: again": 15, "again: twice in one entry": 5, "again: removed and added in one": 5,
             "few_requests: past ninety-nine": 1, "few_requests: checkpoints": 5,
             "few_requests: a checkpoint of the last": 2, "few_requests: an empty checkpoint": 1,
             "few_requests: others meanwhile": 2, "checkpoints: others meanwhile": 2,
             "checkpoints: nothing": 1, "checkpoints: a checkpoint of the last": 2, "hole: a hole at 1": 2,
             "hole: checkpoints": 2, "hole: an entry beyond a checkpoint is missing": 1,
             "fails: fails at the first": 5, "fails: fails at the last": 5}  # fmt: skip
    counted(found, least)


def test_what_is_drawn_for_sweeps():
    found = Counter()
    for kind, of_kind in cases(drawing.sweeps).items():
        for case in of_kind:
            _, version, versions, grace = case.args
            ages = {
                name: case.now - written
                for name, (_, written) in case.objects.items()
                if name.startswith("blocks/")
            }
            needed = set().union(*versions)
            found.update({
                f"{kind}: just as old": grace in ages.values(),
                f"{kind}: a part of another name": any(name + "b" in needed and name not in needed for name in ages),
                f"{kind}: no version has any": bool(versions) and not needed,
                f"{kind}: a name that is gone": "blocks/gone before" in needed,
                f"{kind}: grace 0": grace == 0,
                f"{kind}: ten and more": len(ages) >= 10,
                f"{kind}: nothing goes": not [name for name, age in ages.items() if name not in needed and age >= grace],
                f"{kind}: taken meanwhile": 1 in case.others or 2 in case.others,
                f"{kind}: fails while it deletes": case.fails_at > 2,
                f"{kind}: other objects": "blocks-of-others/x" in case.objects,
            })  # fmt: skip
    counted(found, {"young: just as old": 5, "versions: a part of another name": 1, "young: grace 0": 1,
                    "versions: no version has any": 2, "versions: a name that is gone": 5,
                    "versions: ten and more": 3, "versions: nothing goes": 2, "taken: taken meanwhile": 5,
                    "fails: fails while it deletes": 5, "others: other objects": 20})  # fmt: skip


# --- The judge ---------------------------------------------------------------------------------------


def written_case(*blocks: bytes, **more) -> Case:
    return Case((STORE, 3, list(blocks)), **more)


def expect_write(function, case: Case, *look) -> None:
    function.__name__ = "write_blocks"
    Plays(function, judges.write_blocks, {"one": [case]}).expect("one", *look)


def test_the_message_holds_the_whole_input():
    def writes_nothing(store, version, blocks):
        return [buckets.block_name(block, version) for block in blocks]

    held = {"blocks/x": (b"old", -5.0), "log/00000001": (b"{}", 0.0)}
    case = written_case(
        b"new", objects=held, others={1: {"log/00000002": (b"[]", 0.0)}}, fails_at=9
    )
    with pytest.raises(Wrong, match="the store does not hold blocks/00000003-") as caught:
        expect_write(writes_nothing, case, playing.store_left())
    assert caught.value.given == (
        "write_blocks(store, 3, [b'new']); the store holds blocks/x (b'old', 5 s old), log/00000001 {}; "
        "just before request 1 another node writes log/00000002 []; at request 9, which takes no effect, "
        "the store raises Unavailable"
    )


def test_of_several_cases_the_shortest_is_told():
    refuses = lambda store, version, blocks: None
    refuses.__name__ = "write_blocks"
    made = [written_case(b"abc", b"def"), written_case(b"a"), written_case(b"abc")]
    with pytest.raises(Wrong) as caught:
        Plays(refuses, judges.write_blocks, {"all": made}).expect("all", playing.same_result)
    assert caught.value.given == "write_blocks(store, 3, [b'a']); the store is empty"


def writes_and(deed):
    """``write_blocks``, and something more."""

    def function(store, version, blocks):
        names = judges.write_blocks(store, version, blocks)
        return deed(store, names, blocks) or names

    return function


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (lambda store, names, blocks: store.put("more", b""), "the store holds more"),
        (lambda store, names, blocks: store.put(names[0], blocks[0]), "a second time"),
        (lambda store, names, blocks: store.put(names[0], b"?"), "what blocks/.* holds"),
        (lambda store, names, blocks: store.delete(names[0]), "does not hold"),
    ],
)
def test_what_the_store_holds_is_looked_at(deed, words):
    there = {buckets.block_name(b"a", 3): (b"a", -7.0)}
    with pytest.raises(Wrong, match=words):
        expect_write(writes_and(deed), written_case(b"a", objects=there), playing.store_left())


def test_a_failure_must_come_out_and_end_it():
    def swallows(store, version, blocks):
        for block in blocks:
            try:
                judges.write_blocks(store, version, [block])
            except Exception as error:
                failed = error
        return [] if not blocks else _raise(failed) if blocks[0] == b"raise" else []

    def _raise(error):
        raise error

    case = written_case(b"a", b"b", fails_at=1, error="TimeoutError")
    with pytest.raises(Wrong, match="request 1 of the store failed, and write_blocks went on"):
        expect_write(swallows, case)
    late = written_case(b"raise", b"b", fails_at=1, error="TimeoutError")
    with pytest.raises(Wrong, match="asked for more after its failure"):
        expect_write(swallows, late, playing.nothing_after_the_failure)
    expect_write(right("write_blocks"), case, playing.nothing_after_the_failure)


def test_requests_that_nobody_needs():
    asks = writes_and(lambda store, names, blocks: store.list("") and None)
    with pytest.raises(Wrong, match="more requests than needed"):
        expect_write(asks, written_case(b"a"), playing.no_more_requests)
    with pytest.raises(Wrong, match="asked for nothing"):
        expect_write(lambda *args: [], written_case(b"a"), playing.no_more_requests)
    with pytest.raises(Wrong, match="the number of requests"):
        expect_write(asks, written_case(b"a"), playing.nothing_asked)


def test_an_error_of_the_answers_own_is_told_with_its_line():
    def fails(store, version, blocks):
        raise ZeroDivisionError("mine")

    with pytest.raises(Raised, match="mine"):
        expect_write(fails, written_case(b"a"))


def same_list(store, version, blocks, kept=[]):  # noqa: B006
    kept[:] = judges.write_blocks(store, version, blocks)
    return kept


def sends_once(store, version, blocks, sent=set()):  # noqa: B006
    new = [block for block in blocks if block not in sent]
    sent.update(new)
    judges.write_blocks(store, version, new)
    return [buckets.block_name(block, version) for block in blocks]


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (writes_and(lambda store, names, blocks: blocks.clear()), "changed its argument 3"),
        (same_list, "it shares it"),
        (sends_once, "did something else the second time"),
    ],
)
def test_what_breaks_a_law_costs_the_laws_alone(function, words):
    exercise = Exercise("blocks", "managed_storage", "Immutable blocks")
    function.__name__ = "write_blocks"
    plays = Plays(
        function, judges.write_blocks, {"some": [written_case(b"1"), written_case(b"22")]}
    )

    @exercise.check("the blocks are there", points=2)
    def there():
        plays.expect("some", playing.same_result, playing.store_left())

    exercise.laws(points=1)
    first, laws = exercise.run()
    assert (first.outcome, laws.outcome) == (Outcome.PASSED, Outcome.WRONG)
    assert words in laws.message


def test_a_part_that_is_lent_is_there_for_the_cases_alone():
    notebook = {"block_name": None}
    exec(
        "def write_blocks(store, version, blocks): return [block_name(b, version) for b in blocks]",
        notebook,
    )
    plays = Plays(
        notebook["write_blocks"], judges.write_blocks, {"one": [written_case(b"a")]},
        block_name=judges.block_name,
    )  # fmt: skip
    plays.expect("one", playing.same_result)
    assert notebook["block_name"] is None


# --- Reading buckets ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("objects", "words"),
    [
        ({"log/00000002": buckets.entry(["b"])}, "the name of an entry"),
        ({"log/00000001": b"{"}, "no JSON"),
        ({"log/00000001": b'{"add": [], "remove": []}'}, "not of the form"),
        ({"log/00000001": b'{"add": [], "remove": [], "sweep": "a"}'}, "not of the form"),
        ({"log/00000001": buckets.entry(["a"])}, "a block of it is not in the store"),
    ],
)
def test_what_no_reader_can_read_is_wrong(objects, words):
    bucket = Bucket()
    bucket.objects = {name: (data, 0.0) for name, data in objects.items()}
    with pytest.raises(Wrong, match=words):
        buckets.readable_blocks(bucket)


def test_a_node_that_dies_is_nobodys_fault_and_any_other_error_is():
    buckets.run_until_crash(right("checkpoint"), MemoryStore(crash_at=2))
    with pytest.raises(Raised, match="no object"):
        buckets.run_until_crash(lambda store: store.get("nowhere"), MemoryStore())


def test_a_dead_node_hears_of_its_death_alone():
    store = MemoryStore(crash_at=2, after=True)
    store.put("a", b"")
    with pytest.raises(Crashed):
        store.put("a", b"", if_none_match=True)


def test_a_checkpoint_whose_death_costs_an_entry_is_caught():
    def unsafe(store):
        store.delete("log/00000001")
        version = right("checkpoint")(store)
        store.put("log/00000001", buckets.entry(add=["a"]))
        return version

    buckets.expect_checkpoint_cut_off(right("recover"), right("checkpoint"))
    with pytest.raises((Wrong, Raised)):
        buckets.expect_checkpoint_cut_off(right("recover"), unsafe)


def test_a_sweep_that_is_cut_off():
    def deletes_at_once(store, version, versions, grace):
        """Right in what goes, and no entry says so."""
        needed = {name for live in versions for name in live}
        gone = [one.name for one in store.list("blocks/") if one.name not in needed]
        for name in gone:
            store.delete(name)
        return len(gone)

    sweeps.expect_safe_when_cut_off(right("collect_garbage"), "c", "a b c")
    with pytest.raises(Wrong, match="no entry condemns") as caught:
        sweeps.expect_safe_when_cut_off(deletes_at_once, "c", "a b c")
    assert caught.value.given == "the store held a b c, all of them old; needed is c"


# --- The cache ---------------------------------------------------------------------------------------


def test_hit_rates_of_a_cache_and_of_what_it_is_held_against():
    trace = [1, 2, 3, 1, 2, 3, 1]
    assert tiers.hit_rate(caching.LRU, trace, 2) == 0
    # 3 leaves at once, then 2 does: hits are the second 1, the second 2 and the last 1
    assert tiers.yardsticks("by hand", trace, 2) == (0, pytest.approx(3 / 7))


class SeesAhead:
    """What a student's code could find in its callers' frames: the rest of the ``TOGETHER`` reads
    that it was told. Belady's choice among these, LRU's beyond; ``passes_by``: a new block is let
    go at once where none of the reads to come is of a block that is there, as in a scan."""

    def __init__(self, capacity: int, trace: list, ahead: int, passes_by: bool):
        self.capacity, self.trace, self.ahead, self.passes_by = capacity, trace, ahead, passes_by
        self.order, self.at = caching.OrderedDict(), -1

    def access(self, key: object) -> list:
        self.at += 1
        end = self.at - self.at % self.ahead + self.ahead
        to_come, new = self.trace[self.at + 1 : end], key not in self.order
        self.order[key] = None
        self.order.move_to_end(key)
        if len(self.order) <= self.capacity:
            return []
        gone = max(
            self.order, key=lambda one: to_come.index(one) if one in to_come else len(to_come)
        )
        if self.passes_by and new and to_come and not any(one in self.order for one in to_come):
            gone = key
        del self.order[gone]
        return [gone]


def lab_traces(seed: int) -> list[tuple[list, int]]:
    """The lab's traces of dashboards and scans, and the capacities."""
    rng = np.random.default_rng(seed)
    return [
        (caching.polluted_trace(rng, 20, 14, 32, 80), 24),
        (caching.polluted_trace(rng, 32, 26, 36, 64), 40),
    ]


@pytest.mark.parametrize("passes_by", [False, True])
def test_what_a_message_tells_of_the_future_lifts_nobody_over_a_bar(passes_by):
    """And the whole trace would: the bars are not out of reach of one who sees ahead."""

    def rate(trace: list, capacity: int, ahead: int) -> float:
        policy = SeesAhead(capacity, trace, ahead, passes_by)
        return caching.hit_rate(trace, [policy.access(key) for key in trace], capacity)

    for seed in range(8):
        (large_scans, small), (polluted, large) = lab_traces(seed)
        lru = caching.hit_rate(
            large_scans, caching.evictions(caching.LRU, small, large_scans), small
        )
        best = caching.optimum(polluted, large)
        assert rate(large_scans, small, tiers.TOGETHER) < 1.5 * lru
        assert rate(polluted, large, tiers.TOGETHER) < 0.9 * best
        assert rate(large_scans, small, len(large_scans)) > 1.5 * lru
        assert rate(polluted, large, len(polluted)) > 0.9 * best


def test_a_cache_is_told_no_more_than_a_few_reads_at_once():
    told = []

    class Listens(caching.LRU):
        def access(self, key):
            frame = sys._getframe(1)
            while "keys" not in frame.f_locals:  # a comprehension may have a frame of its own
                frame = frame.f_back
            told.append(len(frame.f_locals["keys"]))
            return super().access(key)

    trace = list(range(21))
    tiers.hit_rate(Listens, trace, 3)
    assert told == [4] * 20 + [1]


def test_what_is_read_moves_slowly():
    trace = caching.moving_trace(np.random.default_rng(2), blocks=5, length=1_000, every=50)
    parts = [trace[at : at + 50] for at in range(0, 1_000, 50)]
    for number, part in enumerate(parts):
        assert set(part) == set(range(number, number + 5))


def test_what_is_no_list_is_none():
    class Tuples(caching.LRU):
        def access(self, key):
            return tuple(super().access(key))

    with pytest.raises(Wrong, match="must give a list"):
        tiers.hit_rate(Tuples, [1, 2, 3], 2)


def test_names_that_are_kept_are_counted():
    class Remembers(caching.LRU):
        def __init__(self, capacity):
            super().__init__(capacity)
            self.names = []

        def access(self, key):
            self.names.append(key)
            return super().access(key)

    assert tiers.names_held(caching.LRU, 7, 100) == (7, 0)
    assert tiers.names_held(Remembers, 7, 100) == (100, 0)
    Remembers.ever = []
    Remembers.access = lambda self, key: self.ever.append(key) or []
    assert tiers.names_held(Remembers, 7, 100) == (100, 100)
    tiers.expect_few_names(caching.LRU, 7, most=7)
    with pytest.raises(Wrong, match="too many names"):
        tiers.expect_few_names(Remembers, 7, most=70)


@pytest.mark.parametrize("texts", [False, True])
def test_other_keys_are_the_same_trace(texts):
    rng = np.random.default_rng(1)
    trace = caching.polluted_trace(rng, rounds=4)
    other = tiers.renamed(rng, trace, texts)
    assert len(set(other)) == len(set(trace)) == len(set(zip(trace, other)))
    assert {type(key) for key in other} == {str if texts else int}
    assert caching.optimum(other, 50) == caching.optimum(trace, 50)


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


def test_all_of_a_commit_or_nothing():
    schedules.expect_all_or_nothing(right("commit"))
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
