"""The check of histories is itself checked: a store's seeded bugs are all found, right histories
pass, anomalies get their right names, and the real engines let through what they are known to let
through."""

from __future__ import annotations

import json
import time
from functools import cache
from pathlib import Path

import psutil
import psycopg
import pytest

from mvcc_store import BUGS, Store
from warehouse.postgres import postgres
from warehouse.snapshot_isolation import (
    SCHEDULES,
    HistoryError,
    Op,
    Reading,
    anomalies,
    drive,
    judge,
    notation,
    parse,
    refused_share,
    snapshot_faults,
    views,
    workload,
)
from warehouse.snapshot_isolation.recording import RecordingStore, run_script
from warehouse.snapshot_isolation.thinning import Failure, quoted, thinned_out

SEEDS, TRANSACTIONS = 20, 100
SERIAL_BUGS = {bug for bug in BUGS if bug.startswith("ssn")}


def names(history) -> set[str]:
    return {anomaly.name for anomaly in anomalies(history)}


@cache  # several tests look at the same ones
def random_histories(bug: str | None, serializable: bool) -> list:
    return [
        drive(Store(bug), workload(seed, TRANSACTIONS, vacuums=0.1), serializable)
        for seed in range(SEEDS)
    ]


# seeded bugs


@pytest.mark.parametrize("bug", BUGS)
def test_every_seeded_bug_is_found(bug):
    serializable = bug in SERIAL_BUGS
    found = sum(
        bool(judge(history, serializable)) for history in random_histories(bug, serializable)
    )
    assert found >= SEEDS // 2, f"{BUGS[bug]}: seen in {found} of {SEEDS} histories"


def test_there_are_at_least_17_bugs_and_neither_judge_finds_them_all_alone():
    assert len(BUGS) >= 17
    graph = {
        bug
        for bug in BUGS
        for h in random_histories(bug, bug in SERIAL_BUGS)
        if names(h) - (set() if bug in SERIAL_BUGS else {"G2", "G2-item"})
    }
    oracle = {
        bug for bug in BUGS for h in random_histories(bug, bug in SERIAL_BUGS) if snapshot_faults(h)
    }
    assert graph | oracle == set(BUGS)
    assert BUGS.keys() - graph and BUGS.keys() - oracle
    assert oracle.isdisjoint(SERIAL_BUGS)


# right stores


@pytest.mark.parametrize("serializable", [False, True])
def test_a_right_store_passes(serializable):
    for history in random_histories(None, serializable):
        assert judge(history, serializable) == []
    for schedule in SCHEDULES.values():
        assert judge(drive(Store(), schedule.plan, serializable), serializable) == []


def test_snapshot_isolation_shows_write_skew_and_nothing_else():
    shown = set().union(*(names(history) for history in random_histories(None, False)))
    assert shown == {"G2-item", "G2"}
    assert set().union(*(names(history) for history in random_histories(None, True))) == set()


def test_a_store_that_does_one_after_the_other_is_right_and_refuses_no_one():
    for seed in range(5):
        history = drive(Store(), workload(seed, 50, at_once=1), True)
        assert judge(history, True) == [] and refused_share(history) == 0


def test_a_thousand_transactions_are_checked_in_a_tenth_of_a_second():
    history = drive(Store(), workload(1, 1000))
    seconds = []  # of this process: the machine may be busy with others
    for _ in range(5):
        start = time.process_time()
        assert judge(history) == []
        seconds.append(time.process_time() - start)
    assert min(seconds) < 0.1


# histories made by hand

BY_HAND = {
    "serial": ("b1 r1(x,None) w1(x,1) c1 b2 r2(x,1) w2(x,2) c2 b3 s3(,{x:2}) c3", set()),
    "write cycle, told by the last read": (
        "b1 b2 w1(x,1) w2(x,2) w2(y,3) w1(y,4) c2 c1 b3 r3(x,2) r3(y,4) c3",
        {"G0"},
    ),
    "aborted read": ("b1 w1(x,1) b2 r2(x,1) a1 c2", {"G1a"}),
    "intermediate read": ("b1 w1(x,1) b2 r2(x,1) w1(x,2) c1 c2", {"G1b"}),
    "circular information flow": ("b1 b2 w1(x,1) w2(y,2) r1(y,2) r2(x,1) c1 c2", {"G1c"}),
    "read skew": (
        "b0 w0(x,1) w0(y,2) c0 b1 r1(x,1) b2 w2(x,3) w2(y,4) c2 r1(y,4) c1",
        {"G-single"},
    ),
    "lost update": ("b0 w0(x,1) c0 b1 b2 r1(x,1) r2(x,1) w1(x,2) w2(x,3) c1 c2", {"G-single"}),
    "write skew": (
        "b0 w0(x,1) w0(y,2) c0 b1 b2 r1(x,1) r2(y,2) w1(y,3) w2(x,4) c1 c2",
        {"G2-item"},
    ),
    "write skew of absent rows": ("b1 b2 r1(x,None) r2(y,None) w1(y,3) w2(x,4) c1 c2", {"G2-item"}),
    "write skew by deleting": (
        "b0 w0(x,1) w0(y,2) c0 b1 b2 r1(x,1) r2(y,2) d1(y) d2(x) c1 c2",
        {"G2-item"},
    ),
    "phantoms": ("b1 b2 s1(%3,{}) s2(%3,{}) w1(z,30) w2(u,42) c1 c2", {"G2"}),
    "a scan that misses nothing it looks for": (
        "b1 b2 s1(%3,{}) s2(%3,{}) w1(z,31) w2(u,43) c1 c2",
        set(),
    ),
    "one phantom": ("b1 b2 s1(%3,{}) w2(z,30) c2 s1(%3,{z:30}) c1", {"G-single"}),
    "seen and vanished": (
        "b0 w0(x,1) w0(y,2) c0 b1 w1(x,3) w1(y,4) c1 b2 r2(x,3) r2(y,2) c2",
        {"OTV", "G-single"},
    ),
    "three in a circle of reads": (
        "b0 w0(x,1) w0(y,2) w0(z,3) c0 b1 b2 b3 r1(x,1) w1(y,4) r2(y,2) w2(z,5) r3(z,3) w3(x,6) c1 c2 c3",
        {"G2-item"},
    ),
    "made up": ("b1 r1(x,5) c1", {"made up"}),
    "read before it was written": ("b1 r1(x,5) c1 b2 w2(x,5) c2", {"made up"}),
    "own write forgotten": ("b0 w0(x,1) c0 b1 w1(x,2) r1(x,1) c1", {"own write"}),
    "a reader that aborts proves nothing": ("b1 w1(x,1) b2 r2(x,1) a1 a2", set()),
}


@pytest.mark.parametrize("case", BY_HAND)
def test_anomalies_get_their_names(case):
    text, expected = BY_HAND[case]
    assert names(parse(text)) == expected


def test_read_only_anomaly_is_seen():
    """Fekete, O'Neil and O'Neil: two writers are serialisable without the reader, and not with
    it."""
    text = "b0 w0(x,1) w0(y,2) c0 b2 r2(x,1) r2(y,2) b1 r1(y,2) w1(y,20) c1 b3 r3(x,1) r3(y,20) c3 w2(x,-11) c2"
    assert names(parse(text)) == {"G2-item"}
    assert names([op for op in parse(text) if op.txn != 3]) == set()
    assert snapshot_faults(parse(text)) == []


def test_the_oracle_says_which_operation_is_wrong():
    stale = snapshot_faults(parse("b1 w1(x,1) c1 b2 r2(x,None) c2"))
    assert [(fault.name, fault.at) for fault in stale] == [("wrong snapshot", (3, 4))]
    both = snapshot_faults(parse("b1 b2 w1(x,1) w2(x,2) c1 c2"))
    assert [fault.name for fault in both] == ["lost update"]
    refused = [Op(1, "begin"), Op(1, "write", "x", 1), Op(1, "conflict")]
    assert [fault.name for fault in snapshot_faults(refused)] == ["needless conflict"]
    rival = [
        Op(1, "begin"),
        Op(2, "begin"),
        Op(2, "write", "x", 2),
        Op(2, "commit"),
        Op(1, "write", "x", 1),
        Op(1, "conflict"),
    ]
    assert snapshot_faults(rival) == []
    reader = [Op(1, "begin"), *rival[1:4], Op(1, "read", "x", None), Op(1, "conflict")]
    assert [fault.name for fault in snapshot_faults(reader)] == ["needless conflict"]


def test_a_cycle_comes_with_its_edges():
    text, _ = BY_HAND["write skew"]
    (skew,) = anomalies(parse(text))
    assert {(e.before, e.after, e.kind, e.key) for e in skew.cycle} == {
        (1, 2, "rw", "x"),
        (2, 1, "rw", "y"),
    }


def test_histories_may_come_as_json():
    history = drive(Store(), workload(3, 30))
    again = json.loads(json.dumps(history))
    assert judge(again) == judge(history) == []


@pytest.mark.parametrize(
    "history, named",
    [
        ([(1, "begin"), (1, "peek", "x", 1)], "operation 1"),
        ([(1, "begin"), (1, "write", "x", 1), (1, "write", "x", 1)], "value"),
        ([(1, "begin"), (1, "commit"), (1, "read", "x", 1)], "operation 2"),
        ([(1, "begin"), (1, "begin")], "begins twice"),
        ([(1, "scan", "", [1])], "scan"),
        (["begin"], "operation 0"),
    ],
)
def test_what_is_no_history_is_refused_by_name(history, named):
    with pytest.raises(HistoryError, match=named):
        anomalies(history)


def test_what_a_store_returns_travels_as_plain_data():
    class Liar(int):
        def __eq__(self, other):
            return True

        __hash__ = int.__hash__

    class Lying(Store):
        def begin(self, serializable=False):
            txn = super().begin(serializable)
            txn.read = lambda key: Liar(1)
            return txn

    history = drive(Lying(), parse("b1 w1(x,5) c1 b2 r2(x) c2"))
    assert all(type(op.value) in (int, str, bool, type(None)) for op in history)
    assert judge(history)


# the picture


def test_a_failing_history_is_drawn_with_its_cycle():
    history = drive(Store("no_ww_check"), SCHEDULES["P4"].plan)
    found = next(a for a in anomalies(history) if a.name == "G-single")
    drawing = views.history_svg(history, found)
    assert drawing.startswith("<svg") and drawing.count('<path d="M') >= len(found.cycle) + 1
    assert "rw x" in drawing and "T1" in drawing and "T2" in drawing
    assert "T9" not in drawing  # who is not concerned is left out


def test_a_long_history_is_cut_to_what_is_concerned():
    for bug in BUGS:
        history = drive(Store(bug), workload(5, 100), bug in SERIAL_BUGS)
        for found in judge(history, bug in SERIAL_BUGS):
            assert len(views.history_svg(history, found)) < 30_000


# the engines


@pytest.fixture(scope="module")
def peers():
    from warehouse.snapshot_isolation import engines

    return engines.peers()


KNOWN = {
    "DuckDB": {"G2-item", "G2"},
    "PostgreSQL read committed": {"PMP", "P4", "G-single", "G2-item", "G2"},
    "PostgreSQL repeatable read": {"G2-item", "G2"},
    "PostgreSQL serializable": set(),
}


def test_the_engines_let_through_what_they_are_known_to(peers):
    assert {
        label: {name for name, outcome in column.items() if outcome.let_through}
        for label, column in peers.items()
    } == KNOWN


def test_the_store_beside_them(peers):
    from warehouse.snapshot_isolation import engines

    columns = {
        "snapshot": engines.store_outcomes(Store),
        "serialisable": engines.store_outcomes(Store, True),
    } | peers
    rows = engines.table(columns)
    assert [row["schedule"] for row in rows] == list(SCHEDULES)
    assert [row["schedule"] for row in rows if row["snapshot"] == "LET THROUGH"] == [
        "G2-item",
        "G2",
    ]
    assert not any(row["serialisable"] == "LET THROUGH" for row in rows)
    assert views.outcomes_html(rows).count("<b>LET THROUGH</b>") == 2 + sum(
        map(len, KNOWN.values())
    )


def test_a_server_that_was_started_is_stopped_when_its_block_fails():
    with pytest.raises(ZeroDivisionError), postgres() as uri:
        assert uri.startswith("postgresql://")
        # it asks for no password, so nobody else may come near it
        with psycopg.connect(uri) as connection:
            assert connection.execute("show listen_addresses").fetchone() == ("",)
            assert Path(connection.info.host).stat().st_mode & 0o077 == 0
            (folder,) = connection.execute("show data_directory").fetchone()
            pid = int((Path(folder) / "postmaster.pid").read_text().split()[0])
        server = psutil.Process(pid)
        assert server.is_running()
        raise ZeroDivisionError
    assert not server.is_running() or server.status() == psutil.STATUS_ZOMBIE
    assert not Path(folder).exists()


def test_the_server_named_in_pg_uri_is_used(monkeypatch):
    monkeypatch.setenv("PG_URI", "postgresql://somewhere/else")
    with postgres() as uri:
        assert uri == "postgresql://somewhere/else"


def test_reading_keeps_version_orders():
    reading = Reading(parse("b1 w1(x,1) c1 b2 w2(x,2) c2 b3 w3(x,3) a3"))
    assert reading.versions["x"] == [1, 2]


def test_a_vacuum_that_raises_is_noted_once():
    class Broken(Store):
        def vacuum(self):
            raise RuntimeError("out of order")

    plan = parse("b1 w1(x,11) c1") + [Op(None, "vacuum"), Op(None, "vacuum")]
    history = drive(Broken(), plan)
    assert [op.kind for op in history].count("error") == 1
    Reading(history)


# short histories, and scripts of calls


@pytest.mark.parametrize("case", BY_HAND)
def test_a_history_is_written_as_it_is_read(case):
    text, _ = BY_HAND[case]
    assert notation(parse(text)) == text


@pytest.mark.parametrize("bug", ["no_ww_check", "read_committed", "gc_too_early"])
def test_a_failing_plan_is_thinned_out_until_nothing_can_go(bug):
    replay = lambda plan: drive(Store(bug), plan)
    plan = next(
        plan
        for plan in (workload(seed, TRANSACTIONS, vacuums=0.1) for seed in range(SEEDS))
        if judge(replay(plan))
    )
    failure = thinned_out(Failure(plan, replay(plan), judge(replay(plan))), replay, judge)
    name = failure.found[0].name
    assert failure.history == replay(failure.plan) and judge(failure.history) == failure.found
    numbers = {op.txn for op in failure.plan}
    assert len(numbers) <= 5
    for number in numbers:
        found = judge(replay([op for op in failure.plan if op.txn != number]))
        assert not found or found[0].name != name
    steps = iter(notation(failure.history).split())
    words = quoted(failure.history, failure.found[0]).split()
    assert words and all(word in steps for word in words), "in the order of the history"


def test_a_script_says_what_came_back_and_the_store_what_it_was_asked():
    class Transaction:
        def __init__(self, store, number):
            self.store, self.number = store, number

        def read(self, key):
            return self.store.read(self.number, key)

        def rows(self):
            return self.store.rows(self.number)

        def refuse(self):
            raise ValueError("over")

        def commit(self, writes):
            self.store.commit(self.number, writes)

    script = [("read", "x"), ("rows",), ("refuse",), ("commit", {"x": 1})]
    results, store = run_script(Transaction, {"x": 10}, script, conflict=True)
    assert results == [10, {"x": 10}, "ValueError: over", "ConflictError"]
    assert isinstance(store, RecordingStore) and store.snapshot == {"x": 10}
    assert store.reads == [("read", 1, "x"), ("rows", 1)]
    assert store.ends == [("commit", 1, {"x": 1})]


# histories that others wrote

BEGIN, COMMIT = (1, "begin"), (1, "commit")


@pytest.mark.parametrize(
    "history, said",
    [
        (
            [BEGIN, (1, "write", "x", [1, 2]), COMMIT],
            "operation 1 (write): the value is [1, 2], a list",
        ),
        ([BEGIN, (1, "write", ["x"], 1), COMMIT], "operation 1 (write): the key is ['x'], a list"),
        ([BEGIN, (1, "delete", {"x": 1}), COMMIT], "the key is {'x': 1}, a dict"),
        ([BEGIN, (1, "read", "x", [1]), COMMIT], "operation 1 (read): the value is [1], a list"),
        ([BEGIN, (1, "scan", "", {"x": [1]}), COMMIT], "the value of 'x' is [1], a list"),
        ([([1], "begin"), ([1], "commit")], "the transaction is [1], a list"),
        ([BEGIN, (1, "scan", ["%3"], {}), COMMIT], "operation 1: ['%3'] is no condition"),
        ([BEGIN, (1, "scan", "%0", {}), COMMIT], "operation 1: '%0' is no condition"),
        ([BEGIN, (1, "write", "x", float("nan")), COMMIT], "nan was written to x"),
    ],
)
def test_what_cannot_be_looked_up_is_refused_and_named(history, said):
    for judged in (judge, names, snapshot_faults, refused_share):
        with pytest.raises(HistoryError) as caught:
            judged(history)
        assert said in str(caught.value)


@pytest.mark.parametrize("value", ["abc", ("a", 1), b"abc"])
def test_a_condition_for_numbers_refuses_other_values(value):
    history = [
        BEGIN,
        (1, "write", "x", value),
        COMMIT,
        (2, "begin"),
        (2, "scan", "%3", {}),
        (2, "commit"),
    ]
    for judged in (judge, names, snapshot_faults):
        with pytest.raises(HistoryError, match="'%3' is for numbers, and 'x' is"):
            judged(history)
    everything = [*history[:4], (2, "scan", "", {"x": value}), (2, "commit")]
    assert judge(everything) == []


def test_histories_of_texts_tuples_and_json_lists_are_judged():
    history = [[0, "begin"], [0, "write", 7, "seven"], [0, "write", "", ""], [0, "commit"]]
    history += [["t", "begin"], ["t", "read", 7, "seven"], ["t", "read", "", ""], ["t", "commit"]]
    assert judge(history, True) == []
    assert names([*history[:5], ["t", "read", 7, "eight"], ["t", "commit"]]) == {"made up"}
    pairs = [BEGIN, (1, "write", ("k", 1), ("a", None)), (1, "read", ("k", 1), ("a", None)), COMMIT]
    assert judge(pairs) == []


def test_a_quotation_that_is_cut_says_which_rows_it_starts_from():
    writes = " ".join(f"b{n} w{n}(x,{n}) w{n}(y{n},{n}) c{n}" for n in range(1, 9))
    history = parse(f"{writes} b9 d9(y1) c9 b10 r10(x,3) c10")
    (found,) = snapshot_faults(history)
    text = quoted(history, found)
    rows, operations = text.split(" ... ")
    assert rows == "(rows: {'x': 1, 'y1': 1})" and operations.endswith("r10(x,3)")
    short = parse("b1 w1(x,1) c1 b2 r2(x,3) c2")
    assert quoted(short, snapshot_faults(short)[0]) == "b1 w1(x,1) c1 b2 r2(x,3)".replace(
        "b1 ", "", 1
    )
