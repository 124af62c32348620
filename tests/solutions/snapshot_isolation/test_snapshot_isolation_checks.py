"""What the graded cells of the snapshot isolation lab stand on: oracles held against DuckDB and
brute force, judges against right and wrong parts."""

from __future__ import annotations

from bisect import bisect_right
from functools import partial

import duckdb
import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import paths
from mvcc_store import Store as StoreWithBugs
from solutions.snapshot_isolation import checks
from warehouse.checks import Wrong, seed
from warehouse.checks.outcomes import NotStarted, Raised
from warehouse.snapshot_isolation import (
    Blocks,
    ConflictError,
    HistoryError,
    Op,
    Stamps,
    TableVersion,
    Version,
    drive,
    judge,
    refused_share,
    workload,
)


@pytest.fixture(scope="module")
def lab() -> dict:
    """The names of the notebook with the reference solution and nothing graded run."""
    names: dict = {"__name__": "__main__"}
    for cell in nbformat.read(paths.source_notebook("snapshot_isolation"), as_version=4).cells:
        marks = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and (
            marks.get("solution") or (marks.get("locked") and not marks.get("grade"))
        ):
            exec(compile(cell.source, cell["id"], "exec"), names)
    return names


# right parts and oracles

tables = st.dictionaries(st.sampled_from("xyz"), checks.random_chains(), max_size=3)


@settings(max_examples=60, deadline=None)
@given(chains=tables, snapshot=st.integers(0, 31))
def test_rows_of_a_moment_are_those_that_sql_finds(chains, snapshot):
    numbers = {  # a column of SQL has one type
        key: [v if v.value is None else Version(v.stamp, len(repr(v))) for v in chain]
        for key, chain in chains.items()
    }
    with duckdb.connect() as connection:
        connection.execute("create table versions (key text, stamp int, value int)")
        for key, chain in numbers.items():
            for version in chain:
                connection.execute("insert into versions values (?, ?, ?)", [key, *version])
        found = connection.execute(
            "select key, value from versions where stamp <= ? qualify row_number() "
            "over (partition by key order by stamp desc) = 1",
            [snapshot],
        ).fetchall()
    expected = {key: value for key, value in found if value is not None}
    assert checks.living_rows(numbers, snapshot) == expected


@settings(max_examples=60, deadline=None)
@given(chain=checks.random_chains(), snapshots=st.sets(st.integers(0, 31), max_size=4))
def test_versions_seen_are_those_whose_time_has_a_snapshot_in_it(chain, snapshots):
    ends = [version.stamp for version in chain[1:]] + [32]
    expected = [v for v, end in zip(chain, ends) if snapshots & set(range(v.stamp, end))]
    assert checks.versions_seen(chain, snapshots) == expected


def test_the_right_parts_and_the_reference_make_the_same_store(lab):
    parts = ("visible", "rows_at", "Transaction", "commit", "vacuum")
    for plan in checks.random_plans("right parts", 6, vacuums=(0.0, 0.3), aborts=0.1):
        expected = drive(lab["Store"](), plan)
        assert judge(expected) == []
        for part in parts:
            assert drive(checks.store_with(lab["Store"], **{part: lab[part]})(), plan) == expected


def test_a_store_without_a_safety_net_has_none_lent(lab):
    names = {"certify", "leave_stamps"}
    assert names.isdisjoint(checks.store_with(lab["Store"]).keywords)


# chains, stamps, commits


def test_looks_are_counted_however_a_chain_is_looked_at():
    chain = checks.CountingChain(checks.versions(range(1, 101)))
    for look, count in (
        (lambda: chain[7], 1),
        (lambda: chain[-1], 1),
        (lambda: chain[10:20], 10),
        (lambda: list(chain), 100),
        (lambda: next(reversed(chain)), 1),
        (lambda: [version for version in chain if version.stamp < 0], 100),
    ):
        before = chain.looks
        look()
        assert chain.looks - before == count


def test_a_search_looks_at_few_versions_and_a_walk_at_all():
    def search(chain, snapshot):
        place = bisect_right(chain, snapshot, key=lambda version: version.stamp)
        return chain[place - 1] if place else None

    def walk(chain, snapshot):
        return [version for version in chain if version.stamp <= snapshot][-1]

    chain = checks.CountingChain(checks.versions(range(1, 1025)))
    for snapshot in (1, 500, 1024):
        assert checks.counting_looks(search)(chain, snapshot)[0] == Version(snapshot, snapshot * 10)
        assert checks.counting_looks(search)(chain, snapshot)[1] <= 12
        assert checks.counting_looks(walk)(chain, snapshot)[1] == len(chain)


def test_a_commit_must_refuse_what_a_right_one_refuses(lab):
    def unless(newer):
        """A commit that looks for a conflict its own way."""

        def commit(chains, clock, snapshot, writes):
            if any(newer(chains[key][-1].stamp, snapshot) for key in writes if chains.get(key)):
                raise ConflictError("a row was written since")
            return clock + bool(writes)

        return commit

    def judged(commit):
        for snapshot in range(5):
            checks.expect_outcome(commit, checks.chains_with(x=[2, 3]), 4, snapshot, {"x": 1})

    judged(lab["commit"])
    for wrong in (
        lambda stamp, snapshot: False,
        lambda stamp, snapshot: True,
        lambda stamp, snapshot: stamp >= snapshot,
    ):
        with pytest.raises((Wrong, Raised)):
            judged(unless(wrong))


def test_stamps_are_compared_with_their_types():
    checks.expect_stamps([Stamps(1), Stamps(2, 3, 4)], [(1, 1, float("inf")), (2, 3, 4)])
    for stamps in (Stamps(1, 2), Stamps(1, 1, 9), Stamps(1, True)):
        with pytest.raises(Wrong):
            checks.expect_stamps([stamps], [(1, 1, float("inf"))])


# transactions


def test_transactions_that_ask_too_much_or_go_on_are_wrong(lab):
    right = lab["Transaction"]

    class AsksAll(right):
        def read(self, key):
            self.store.rows(self.number)
            return super().read(key)

    class GoesOn(right):
        def commit(self):
            self._still_running()
            self.store.commit(self.number, self.writes)
            self.over = True

    class WritesNone(right):
        def write(self, key, value):
            self.writes[key] = value

    reads = partial(checks.expect_calls, script=[("read", "y")], reads=[("read", 1, "y")])
    ends = partial(checks.expect_calls, script=[("abort",)], ends=[("abort", 1)])
    over = partial(checks.expect_over, ends=["commit", "abort", "conflict"])
    none = partial(checks.expect_refused, script=[("write", "x", None)], naming="None")
    for judged in (reads, ends, over, none):
        judged(right)
    for judged, wrong in ((reads, AsksAll), (over, GoesOn), (none, WritesNone)):
        with pytest.raises(Wrong):
            judged(wrong)
    checks.expect_over(GoesOn, ["commit", "abort"])


# tables


def test_a_stored_table_has_its_rows():
    for count in (0, 1, 4, 5):
        blocks, version = checks.stored_table(np.arange(count, dtype=np.int64), 2)
        assert checks.rows_of(blocks, version).tolist() == list(range(count))
    for numbers in ([0], (0, 7)):
        with pytest.raises(Wrong):
            checks.rows_of(blocks, TableVersion(5, 2, numbers))


def test_tables_that_are_cut_read_or_written_wrong_are_told(lab):
    def padded(blocks, column, block_rows):
        return lab["create_table"](blocks, np.append(column, [0] * (-len(column) % block_rows)), 2)

    def reads_all(blocks, version, start, stop):
        return checks.rows_of(blocks, version)[start:stop]

    def writes_all(blocks, base, current, changes):
        column = checks.rows_of(blocks, current)
        column[list(changes)] = list(changes.values())
        return lab["create_table"](blocks, column, current.block_rows)

    def forgets(blocks, base, current, changes):
        return lab["commit_rows"](blocks, base, current, dict(list(changes.items())[:1]))

    column = np.arange(10, dtype=np.int64)
    layout = partial(checks.expect_layout, rows=3, sizes=[2, 1])
    ranged = partial(checks.expect_range, start=10, stop=20, most=1)
    one = partial(checks.expect_changes, column=column, block_rows=3, changes={4: 0}, most=1)
    two = partial(checks.expect_changes, column=column, block_rows=3, changes={4: 0, 5: 7})
    count = partial(checks.expect_written, column=column, block_rows=3, changes={4: 0}, count=1)
    for judged, part in ((layout, "create_table"), (ranged, "read_rows")):
        judged(lab[part])
    for judged in (one, two, count):
        judged(lab["commit_rows"])
    two(writes_all)
    for judged, wrong in (
        (layout, padded),
        (ranged, reads_all),
        (one, writes_all),
        (two, forgets),
        (count, writes_all),
    ):
        with pytest.raises(Wrong):
            judged(wrong)


def test_what_writes_before_it_refuses_is_wrong():
    def refuses(blocks, row):
        raise ValueError(f"no row {row}")

    def too_late(blocks, row):
        blocks.put(np.zeros(1, np.int64))
        refuses(blocks, row)

    checks.expect_no_put(ValueError, "7", refuses, Blocks(), 7)
    for function, naming in ((too_late, "7"), (refuses, "8"), (lambda blocks, row: None, "7")):
        with pytest.raises(Wrong):
            checks.expect_no_put(ValueError, naming, function, Blocks(), 7)


# histories


def test_plans_grow_from_the_seed_and_take_turns_at_options():
    plans = list(checks.random_plans("turns", 3, vacuums=(0.0, 0.5), keys=4))
    for number, (plan, vacuums) in enumerate(zip(plans, (0.0, 0.5, 0.0))):
        assert plan == workload(seed("turns", number), 100, vacuums=vacuums, keys=4)


def store_with_bug(bug: str | None):
    """Takes parts, as the lab's Store does, and uses none."""
    return lambda **parts: StoreWithBugs(bug)


@pytest.mark.parametrize("serializable", [False, True])
def test_a_right_store_is_flawless(serializable):
    plans = checks.random_plans("flawless", 5, vacuums=0.1)
    checks.expect_flawless(plans, store_with_bug(None), serializable, commit=None)


@pytest.mark.parametrize(
    "bug, serializable, name",
    [
        ("no_ww_check", False, "lost update"),
        ("read_committed", False, "wrong snapshot"),
        ("no_own_writes", False, "own write"),
        ("aborts_readers", False, "needless conflict"),
        ("ssn_off", True, "G"),
    ],
)
def test_a_wrong_store_is_shown_by_few_transactions(bug, serializable, name):
    plans = checks.random_plans("wrong stores", 20)
    with pytest.raises(Wrong, match=f"^{name}") as caught:
        checks.expect_flawless(plans, store_with_bug(bug), serializable, commit=None)
    shown = caught.value.given
    assert "thinned out" in shown and shown.count(" c") <= 4


def test_a_stub_is_not_started_and_a_store_that_breaks_is_an_error(lab):
    def commit(chains, clock, snapshot, writes):
        raise NotImplementedError

    def breaks(chains, clock, snapshot, writes):
        raise LookupError("lost")

    plans = list(checks.random_plans("broken", 1))
    with pytest.raises(NotStarted, match="commit"):
        checks.expect_flawless(plans, lab["Store"], commit=commit)
    with pytest.raises(Raised, match="commit raised LookupError: lost"):
        checks.expect_flawless(plans, lab["Store"], commit=breaks)


def test_what_is_no_history_is_a_wrong_answer():
    with pytest.raises(Wrong, match="cannot be read") as caught, checks.readable("a plan"):
        judge([Op(1, "begin"), Op(1, "begin")])
    assert caught.value.given == "a plan" and "begins twice" in caught.value.got
    with pytest.raises(HistoryError):
        judge([Op(1, "begin"), Op(1, "begin")])


def test_the_share_refused_is_the_mean_over_the_plans(lab):
    shape = {"keys": 3, "reads": 0.3}
    shares = [
        refused_share(drive(lab["Store"](), plan, True))
        for plan in checks.random_plans("refused", 4, **shape)
    ]
    net = {"certify": lab["certify"], "leave_stamps": lab["leave_stamps"]}
    plans = checks.random_plans("refused", 4, **shape)
    assert checks.mean_refused(plans, lab["Store"], **net) == pytest.approx(np.mean(shares))
    assert min(shares) > 0 and max(shares) < 1
