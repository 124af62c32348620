"""What the graded cells of the snapshot isolation lab stand on: oracles held against DuckDB and
brute force, what the generators really make, judges against right and wrong parts."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from functools import partial

import duckdb
import nbformat
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder import paths
from mvcc_store import Store as StoreWithBugs
from solutions.snapshot_isolation.checks import (
    cases,
    histories,
    judgements,
    parts,
    tables,
    transactions,
)
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

values = st.one_of(st.none(), st.sampled_from([0, "", "AIR", 7]), st.integers(-3, 3))
chains_drawn = st.dictionaries(st.integers(1, 30), values, max_size=6).map(
    lambda drawn: [Version(stamp, drawn[stamp]) for stamp in sorted(drawn)]
)
tables_drawn = st.dictionaries(st.sampled_from("xyz"), chains_drawn, max_size=3)


@settings(max_examples=60, deadline=None)
@given(chains=tables_drawn, snapshot=st.integers(0, 31))
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
    assert parts.living_rows(numbers, snapshot) == expected


@settings(max_examples=60, deadline=None)
@given(chain=chains_drawn, snapshots=st.sets(st.integers(0, 31), max_size=4))
def test_versions_seen_are_those_whose_time_has_a_snapshot_in_it(chain, snapshots):
    ends = [version.stamp for version in chain[1:]] + [32]
    expected = [v for v, end in zip(chain, ends) if snapshots & set(range(v.stamp, end))]
    assert parts.versions_seen(chain, snapshots) == expected


def test_the_right_parts_and_the_reference_make_the_same_store(lab):
    names = ("visible", "rows_at", "Transaction", "commit", "vacuum")
    for plan in histories.random_plans("right parts", 6, vacuums=(0.0, 0.3), aborts=0.1):
        expected = drive(lab["Store"](), plan)
        assert judge(expected) == []
        for part in names:
            assert drive(parts.store_with(lab["Store"], **{part: lab[part]})(), plan) == expected


def test_a_store_without_a_safety_net_has_none_lent(lab):
    names = {"certify", "leave_stamps"}
    assert names.isdisjoint(parts.store_with(lab["Store"]).keywords)


@settings(max_examples=60, deadline=None)
@given(chains=tables_drawn, snapshots=st.lists(st.integers(0, 30), max_size=4))
def test_a_vacuum_leaves_what_every_moment_still_reads_and_no_less_would_do(chains, snapshots):
    chains = {  # values that tell the versions apart
        key: [Version(stamp, None if value is None else stamp) for stamp, value in chain]
        for key, chain in chains.items()
        if chain
    }
    left = parts.vacuumed(chains, snapshots, 30)
    for moment in {*snapshots, 30}:
        assert parts.living_rows(left, moment) == parts.living_rows(chains, moment)
    for key, chain in left.items():
        for version in chain:
            without = left | {key: [other for other in chain if other is not version]}
            oldest_deletion = version is chain[0] and version.value is None
            reads = any(
                parts.living_rows(without, moment) != parts.living_rows(chains, moment)
                for moment in {*snapshots, 30}
            )
            assert reads or version.value is None
            if oldest_deletion:
                assert min(snapshots) < version.stamp


# what the generators make


def made(cases_made, **features) -> Counter:
    """How many of the cases have each feature."""
    return Counter(name for case in cases_made for name, has in features.items() if has(*case))


def of_any(chains, has) -> bool:
    return any(has(chain) for chain in chains.values())


CHAIN = {
    "long": lambda chain: len(chain) >= 10,
    "one": lambda chain: len(chain) == 1,
    "deletion alone": lambda chain: len(chain) == 1 and chain[0].value is None,
    "deleted and made again": lambda chain: any(
        old.value is None and new.value is not None for old, new in zip(chain, chain[1:])
    ),
    "unchanged": lambda chain: any(
        repr(old.value) == repr(new.value) for old, new in zip(chain, chain[1:])
    ),
    "false": lambda chain: any(v.value is not None and not v.value for v in chain),
    "nan": lambda chain: any(v.value != v.value for v in chain),
    "no hash": lambda chain: any(type(v.value) is list for v in chain),
}


def expect_all(found: Counter, least: int, *names: str) -> None:
    assert {name: found[name] for name in names if found[name] < least} == {}


def test_look_ups_and_moments_have_every_feature():
    found = made(
        cases.look_ups(),
        empty=lambda chain, snapshot: not chain,
        far=lambda chain, snapshot: bool(chain) and chain[-1].stamp > 2**53,
        before=lambda chain, snapshot: bool(chain) and snapshot < chain[0].stamp,
        at=lambda chain, snapshot: any(v.stamp == snapshot for v in chain),
        between=lambda chain, snapshot: (
            len(chain) > 1 and chain[0].stamp < snapshot < chain[-1].stamp
        ),
        **{name: lambda chain, snapshot, has=has: has(chain) for name, has in CHAIN.items()},
    )
    expect_all(found, 2, "empty")
    expect_all(found, 5, "far", "before", "at", "between", *CHAIN)
    found = made(
        cases.moments(),
        none=lambda chains, snapshot: not chains,
        many=lambda chains, snapshot: len(chains) > 10,
        mixed=lambda chains, snapshot: len({type(key) for key in chains}) > 1,
        false_key=lambda chains, snapshot: any(not key for key in chains),
        without_versions=lambda chains, snapshot: [] in chains.values(),
        **{name: lambda chains, _, has=has: of_any(chains, has) for name, has in CHAIN.items()},
    )
    expect_all(found, 2, "none", "without_versions")
    expect_all(found, 5, "many", "mixed", "false_key", *CHAIN)


def test_commits_have_every_feature():
    found = made(
        cases.commits("border", 120),
        conflict=lambda chains, clock, snapshot, writes: any(
            key in chains and chains[key][-1].stamp > snapshot for key in writes
        ),
        at=lambda chains, clock, snapshot, writes: any(
            key in chains and chains[key][-1].stamp == snapshot < clock for key in writes
        ),
        changed_back=lambda chains, clock, snapshot, writes: any(
            key in chains
            and chains[key][-1].stamp > snapshot
            and repr((parts.newest_version(chains[key], snapshot) or chains[key][0]).value)
            == repr(chains[key][-1].value)
            for key in writes
        ),
        far=lambda chains, clock, snapshot, writes: snapshot > 2**53,
        twelve=lambda chains, clock, snapshot, writes: len(writes) == 12,
        new=lambda chains, clock, snapshot, writes: any(key not in chains for key in writes),
        deletes_what_is_not=lambda chains, clock, snapshot, writes: any(
            key not in chains and value is None for key, value in writes.items()
        ),
        deleted_twice=lambda chains, clock, snapshot, writes: (
            {
                (repr(chains[key][-1].value), repr(value))
                for key, value in writes.items()
                if key in chains and chains[key][-1].stamp > snapshot
            }
            == {("None", "None")}
        ),
        later_clock=lambda chains, clock, snapshot, writes: (
            clock > max(chain[-1].stamp for chain in chains.values())
        ),
        **{name: lambda chains, *_, has=has: of_any(chains, has) for name, has in CHAIN.items()},
    )
    assert 30 < found["conflict"] < 90
    expect_all(
        found, 5, "at", "changed_back", "twelve", "new", "deletes_what_is_not", "later_clock"
    )
    expect_all(found, 5, "far", *CHAIN)
    expect_all(found, 2, "deleted_twice")
    alone = {
        repr(key)
        for chains, _, snapshot, writes in cases.commits("border", 120)
        for key in writes
        if len(writes) == 1 and chains.get(key, [Version(0, 0)])[-1].stamp > snapshot
    }
    assert alone >= {repr(key) for key in cases.KEYS}
    for name, refused in (("installs", False), ("refused", True)):
        for chains, _, snapshot, writes in cases.commits(name, 30, refused):
            newer = [k for k in writes if k in chains and chains[k][-1].stamp > snapshot]
            assert bool(newer) is refused and all(chains.values())


def test_vacuums_have_every_feature():
    def led_by_deletion(chains, snapshots, clock):
        return any(
            chain[0].value is None for chain in parts.vacuumed(chains, snapshots, clock).values()
        )

    found = made(
        cases.vacuums("deleted", 100, 0.5, values=cases.TRUE),
        nobody=lambda chains, snapshots, clock: not snapshots,
        many=lambda chains, snapshots, clock: len(snapshots) > 10,
        repeats=lambda chains, snapshots, clock: len(snapshots) > len(set(snapshots)),
        unsorted=lambda chains, snapshots, clock: snapshots != sorted(snapshots),
        at_zero=lambda chains, snapshots, clock: 0 in snapshots,
        far=lambda chains, snapshots, clock: clock > 2**53,
        goes=lambda chains, snapshots, clock: (
            len(parts.vacuumed(chains, snapshots, clock)) < len(chains)
        ),
        deletion_kept=led_by_deletion,
        oldest_not_first=lambda chains, snapshots, clock: (
            bool(snapshots) and snapshots[0] > min(snapshots)
        ),
        **{
            name: lambda chains, *_, has=has: of_any(chains, has)
            for name, has in CHAIN.items()
            if name not in ("false",)
        },
    )
    expect_all(
        found, 5, "nobody", "many", "repeats", "unsorted", "at_zero", "goes", "deletion_kept"
    )
    expect_all(found, 5, "far", "oldest_not_first", *(name for name in CHAIN if name != "false"))
    found = made(
        cases.vacuums("exact", 100, 0.0),
        deletion=lambda chains, *_: of_any(chains, lambda c: any(v.value is None for v in c)),
        false=lambda chains, *_: of_any(chains, CHAIN["false"]),
    )
    assert found["deletion"] == 0
    expect_all(found, 20, "false")


def test_what_remembers_a_store_that_changes_is_wrong(lab):
    visible, rows_at, vacuum = (lab[name] for name in ("visible", "rows_at", "vacuum"))
    judgements.expect_nothing_remembered(visible, rows_at)
    judgements.expect_vacuumed_again(vacuum)
    kept = {}

    def remembers(function):
        def once(chains, *rest):
            # with the chains, so that no other ones get their place in memory
            return kept.setdefault(
                (id(chains), *map(str, rest)), (function(chains, *rest), chains)
            )[0]

        once.__name__ = function.__name__
        return once

    for wrong in ((remembers(visible), rows_at), (visible, remembers(rows_at))):
        with pytest.raises(Wrong, match="nobody looked at before"):
            judgements.expect_nothing_remembered(*wrong)

    def tidied(chains, snapshots, clock):
        if kept.get(id(chains)) == (clock, chains):
            return 0
        dropped = vacuum(chains, snapshots, clock)
        kept[id(chains)] = clock, chains
        return dropped

    with pytest.raises(Wrong, match="never vacuumed before"):
        judgements.expect_vacuumed_again(tidied)

    def at_other_moments(chains, snapshots, clock):
        before, kept["moments"] = kept.get("moments"), (chains, {*snapshots, clock})
        same_moments = before is not None and before[0] is chains and before == kept["moments"]
        return 0 if same_moments else vacuum(chains, snapshots, clock)

    at_other_moments.__name__ = "vacuum"
    with pytest.raises(Wrong, match=r"first at \[7\]"):
        judgements.expect_vacuumed_again(at_other_moments)


def test_certificates_have_every_feature():
    def distance(stamp, reads, overwrites):
        high, low = parts.watermarks(stamp, reads, overwrites)
        return low - high

    found = Counter(distance(*case) for case in cases.certificates())
    assert min(found[-1], found[0], found[1]) >= 3 and sum(found[d] for d in found if d > 1) >= 20
    found = made(
        cases.certificates(),
        reader=lambda stamp, reads, overwrites: bool(reads) and not overwrites,
        writer=lambda stamp, reads, overwrites: bool(overwrites) and not reads,
        refused_reader=lambda stamp, reads, overwrites: (
            not overwrites and distance(stamp, reads, overwrites) <= 0
        ),
        many=lambda stamp, reads, overwrites: min(len(reads), len(overwrites)) > 10,
        far=lambda stamp, *_: stamp > 2**53,
        newly_read=lambda stamp, reads, _: any(v.read > v.created for v in reads),
        overwritten_twice=lambda stamp, reads, overwrites: (
            min([v.overwritten for v in overwrites], default=stamp)
            < parts.watermarks(stamp, reads, overwrites)[1]
        ),
        readers_are_no_writers=lambda stamp, reads, overwrites: (
            max([v.read for v in reads], default=0) >= parts.watermarks(stamp, reads, overwrites)[1]
            and distance(stamp, reads, overwrites) > 0
        ),
    )
    expect_all(found, 3, "reader", "writer", "refused_reader", "many", "far", "newly_read")
    expect_all(found, 3, "overwritten_twice", "readers_are_no_writers")
    found = made(
        cases.certified(),
        newer_reader=lambda stamp, low, reads, _: any(v.read > stamp for v in reads),
        lower=lambda stamp, low, *_: low < stamp,
        many=lambda stamp, low, reads, overwrites: len(reads) > 10 or len(overwrites) > 10,
        overtaken=lambda stamp, low, reads, _: any(v.overwritten < stamp for v in reads),
    )
    expect_all(found, 5, "newer_reader", "lower", "many", "overtaken")


def test_scripts_have_every_feature():
    def has(kind):
        return lambda number, rows, calls, *_: any(call[0] == kind for call in calls)

    def rewritten(number, rows, calls, *_):
        keys = [call[1] for call in calls if call[0] in ("write", "delete")]
        return len(keys) > len(set(map(repr, keys)))

    found = made(
        transactions.scripts(),
        no_end=lambda number, rows, calls, *_: calls[-1][0] not in ("commit", "abort"),
        long=lambda number, rows, calls, *_: len(calls) >= 12,
        rewritten=rewritten,
        no_rows=lambda number, rows, calls, *_: not rows,
        false_write=lambda number, rows, calls, *_: any(
            call[0] == "write" and not call[2] for call in calls
        ),
        reads_own=lambda number, rows, calls, *_: any(
            call[0] == "read" and any(c[0] == "write" and c[1] == call[1] for c in calls[:at])
            for at, call in enumerate(calls)
        ),
        reads_nothing_there=lambda number, rows, calls, *_: any(
            call[0] == "read" and call[1] not in rows for call in calls
        ),
        **{kind: has(kind) for kind in ("read", "write", "delete", "scan", "commit", "abort")},
    )
    expect_all(found, 10, "no_end", "rewritten", "no_rows", "false_write", "reads_own")
    expect_all(
        found, 10, "reads_nothing_there", "read", "write", "delete", "scan", "commit", "abort"
    )
    expect_all(found, 5, "long")


def test_tables_have_every_feature():
    found = made(
        tables.columns(),
        empty=lambda column, block_rows: not len(column),
        short_last=lambda column, block_rows: len(column) % block_rows > 0,
        full_last=lambda column, block_rows: len(column) % block_rows == 0,
        one_block=lambda column, block_rows: 0 < len(column) < block_rows,
        ten_blocks=lambda column, block_rows: len(column) > 9 * block_rows,
        strided=lambda column, block_rows: not column.flags.c_contiguous,
        read_only=lambda column, block_rows: not column.flags.writeable,
        ends=lambda column, block_rows: bool(np.isin(column, tables.ENDS[:2]).any()),
    )
    expect_all(found, 1, "empty", "one_block", "ten_blocks")
    expect_all(found, 3, "short_last", "full_last", "strided", "read_only", "ends")
    found = made(
        tables.commits(),
        nothing=lambda column, block_rows, other, changes: not changes,
        other=lambda column, block_rows, other, changes: bool(other and changes),
        several=lambda column, block_rows, other, changes: (
            len(changes) > len({row // block_rows for row in changes})
        ),
        unsorted=lambda column, block_rows, other, changes: list(changes) != sorted(changes),
        ten=lambda column, block_rows, other, changes: len(changes) >= 10,
        block_as_it_was=lambda column, block_rows, other, changes: any(
            all(
                column[row] == value for row, value in changes.items() if row // block_rows == place
            )
            for place in {row // block_rows for row in changes}
        ),
    )
    expect_all(found, 3, "nothing", "other", "several", "unsorted", "ten", "block_as_it_was")


# chains, stamps, commits


def test_looks_are_counted_however_a_chain_is_looked_at():
    chain = judgements.CountingChain(cases.versions(range(1, 101)))
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

    chain = judgements.CountingChain(cases.versions(range(1, 1025)))
    for snapshot in (1, 500, 1024):
        assert judgements.counting_looks(search)(chain, snapshot)[0] == Version(
            snapshot, snapshot * 10
        )
        assert judgements.counting_looks(search)(chain, snapshot)[1] <= 12
        assert judgements.counting_looks(walk)(chain, snapshot)[1] == len(chain)


def test_a_commit_must_refuse_what_a_right_one_refuses(lab):
    def unless(newer):
        """A commit that looks for a conflict its own way."""

        def commit(chains, clock, snapshot, writes):
            if any(newer(chains[key][-1].stamp, snapshot) for key in writes if chains.get(key)):
                raise ConflictError("a row was written since")
            return clock + bool(writes)

        return commit

    def border(commit):
        judgements.expect_outcomes(commit, cases.commits("border", 120))

    border(lab["commit"])
    for wrong in (
        lambda stamp, snapshot: False,
        lambda stamp, snapshot: True,
        lambda stamp, snapshot: stamp >= snapshot,
    ):
        with pytest.raises(Wrong):
            border(unless(wrong))


def test_a_slip_in_what_is_refused_is_no_other_checks_business(lab):
    """Commits that are refused, or not, against the rule cost the check of the outcomes."""

    def careful(chains, clock, snapshot, writes):
        if len(writes) == 3:
            raise ConflictError("three rows are too many")
        return lab["commit"](chains, clock, snapshot, writes)

    judgements.expect_commits(careful, cases.commits("installs", 80, refused=False))
    with pytest.raises(Wrong, match="must not refuse"):
        judgements.expect_outcomes(careful, cases.commits("border", 120))
    for never in (lambda *args: (_ for _ in ()).throw(ConflictError("never")),):
        with pytest.raises(Wrong, match="let through"):
            judgements.expect_commits(never, cases.commits("installs", 80, refused=False))
    with pytest.raises(Wrong, match="commits refused"):
        judgements.expect_nothing_left(lambda *args: 7, cases.commits("refused", 30, refused=True))


def test_stamps_are_compared_with_their_types():
    judgements.expect_stamps([Stamps(1), Stamps(2, 3, 4)], [(1, 1, float("inf")), (2, 3, 4)])
    for stamps in (Stamps(1, 2), Stamps(1, 1, 9), Stamps(1, True)):
        with pytest.raises(Wrong):
            judgements.expect_stamps([stamps], [(1, 1, float("inf"))])


# transactions


def test_transactions_that_ask_too_much_or_go_on_are_wrong(lab):
    right = lab["Transaction"]

    class AsksAll(right):
        def read(self, key):
            self.store.rows(self.number)
            return super().read(key)

    class AsksNothing(right):
        def read(self, key):
            return None

        def scan(self, predicate):
            return {}

    class GoesOn(right):
        def commit(self):
            self._still_running()
            self.store.commit(self.number, self.writes)
            self.over = True

    class Swallows(right):
        def read(self, key):
            try:
                return super().read(key)
            except Exception:
                return None

    class WritesNone(right):
        def write(self, key, value):
            self.writes[key] = value

    class Shares(right):
        everyones: dict = {}

        def __init__(self, store, number):
            super().__init__(store, number)
            self.writes = self.everyones

    def little(transaction):
        transactions.Scripts(transaction).expect_little_asked()

    judges = {
        little: (AsksAll, AsksNothing),
        transactions.expect_over: (GoesOn,),
        transactions.expect_none_refused: (WritesNone,),
        transactions.expect_failures_come_out: (Swallows,),
        transactions.expect_own_world: (Shares,),
    }
    for judged, wrongs in judges.items():
        judged(right)
        for wrong in wrongs:
            with pytest.raises(Wrong):
                judged(wrong)


def test_a_message_about_a_script_shows_it_whole(lab):
    class NoZero(lab["Transaction"]):
        def read(self, key):
            return super().read(key) or None

    with pytest.raises(Wrong) as caught:
        transactions.Scripts(NoZero).expect_results("read")
    assert "on the rows {" in caught.value.given and "read(" in caught.value.given
    assert caught.value.expected != caught.value.got


# tables


def test_a_stored_table_has_its_rows():
    for count in (0, 1, 4, 5):
        blocks, version = tables.stored_table(np.arange(count, dtype=np.int64), 2)
        assert tables.rows_of(blocks, version).tolist() == list(range(count))
    for numbers in ([0], (0, 7)):
        with pytest.raises(Wrong):
            tables.rows_of(blocks, TableVersion(5, 2, numbers))


def test_tables_that_are_cut_read_or_written_wrong_are_told(lab):
    def padded(blocks, column, block_rows):
        column = np.append(column, np.zeros(-len(column) % block_rows, np.int64))
        return lab["create_table"](blocks, column, block_rows)

    def reads_all(blocks, version, start, stop):
        return tables.rows_of(blocks, version)[start:stop]

    def writes_all(blocks, base, current, changes):
        column = tables.rows_of(blocks, current)
        column[list(changes)] = list(changes.values())
        return lab["create_table"](blocks, column, current.block_rows)

    def forgets(blocks, base, current, changes):
        return lab["commit_rows"](blocks, base, current, dict(list(changes.items())[:1]))

    def late(blocks, base, current, changes):
        blocks.put(np.zeros(1, np.int64))
        return lab["commit_rows"](blocks, base, current, changes)

    def deaf(blocks, column, block_rows):
        try:
            return lab["create_table"](blocks, column, block_rows)
        except Exception:
            return TableVersion(0, block_rows, ())

    def locks(blocks, column, block_rows):
        column.flags.writeable = False
        return lab["create_table"](blocks, column, block_rows)

    def looks_first(blocks, base, current, changes):
        for row in changes:
            if row in range(base.rows):
                blocks.get(base.blocks[row // base.block_rows])
        return lab["commit_rows"](blocks, base, current, changes)

    few = partial(tables.expect_few_written, cases=tables.commits())
    committed = partial(tables.expect_commits, cases=tables.commits())
    conflicts = partial(tables.expect_conflicts, error=ConflictError)
    refusals = partial(tables.expect_refusals, read_rows=lab["read_rows"])
    failing = partial(
        tables.expect_failures_come_out, read_rows=lab["read_rows"], commit_rows=lab["commit_rows"]
    )
    committed(writes_all)
    for judged, part, *wrongs in (
        (tables.expect_layout, "create_table", padded),
        (tables.expect_columns_left, "create_table", locks),
        (tables.expect_ranges, "read_rows", reads_all),
        (few, "commit_rows", writes_all, late),
        (committed, "commit_rows", forgets),
        (conflicts, "commit_rows", late),
        (refusals, "commit_rows", late, looks_first),
        (failing, "create_table", deaf),
        (tables.expect_garbage, "garbage", lambda blocks, versions: blocks.numbers()),
    ):
        judged(lab[part])
        for wrong in wrongs:
            with pytest.raises(Wrong):
                judged(wrong)


def test_what_writes_before_it_refuses_is_wrong():
    def refuses(blocks, row):
        raise ValueError(f"no row {row}")

    def too_late(blocks, row):
        blocks.put(np.zeros(1, np.int64))
        refuses(blocks, row)

    tables.expect_no_put(ValueError, "7", refuses, Blocks(), 7)
    for function, naming in ((too_late, "7"), (refuses, "8"), (lambda blocks, row: None, "7")):
        with pytest.raises(Wrong):
            tables.expect_no_put(ValueError, naming, function, Blocks(), 7)


# histories


def test_plans_grow_from_the_seed_and_take_turns_at_options():
    plans = list(histories.random_plans("turns", 3, vacuums=(0.0, 0.5), keys=4))
    for number, (plan, vacuums) in enumerate(zip(plans, (0.0, 0.5, 0.0))):
        assert plan == workload(seed("turns", number), 100, vacuums=vacuums, keys=4)


def store_with_bug(bug: str | None):
    """Takes parts, as the lab's Store does, and uses none."""
    return lambda **parts: StoreWithBugs(bug)


NO_PARTS = {"commit": None}


@pytest.mark.parametrize("serializable", [False, True])
def test_a_right_store_is_flawless(serializable):
    store = store_with_bug(None)
    histories.expect_flawless("flawless", 5, store, NO_PARTS, serializable, vacuums=0.1)


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
    store = store_with_bug(bug)
    with pytest.raises(Wrong, match=f"^{name}") as caught:
        histories.expect_flawless("wrong stores", 20, store, NO_PARTS, serializable)
    shown = caught.value.given
    assert "thinned out" in shown and shown.count(" c") <= 4


def test_a_stub_is_not_started_and_a_store_that_breaks_is_an_error(lab):
    def commit(chains, clock, snapshot, writes):
        raise NotImplementedError

    def breaks(chains, clock, snapshot, writes):
        raise LookupError("lost")

    with pytest.raises(NotStarted, match="commit"):
        histories.expect_flawless("broken", 1, lab["Store"], {"commit": commit})
    with pytest.raises(Raised, match="commit raised LookupError: lost"):
        histories.expect_flawless("broken", 1, lab["Store"], {"commit": breaks})


def test_what_is_no_history_is_a_wrong_answer():
    with pytest.raises(Wrong, match="cannot be read") as caught, histories.readable("a plan"):
        judge([Op(1, "begin"), Op(1, "begin")])
    assert caught.value.given == "a plan" and "begins twice" in caught.value.got
    with pytest.raises(HistoryError):
        judge([Op(1, "begin"), Op(1, "begin")])
