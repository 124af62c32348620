"""Sources that break and remote rows in batches, as the graded cells of federated queries use them, and
the judges of them against right and wrong answers."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa
import pytest

from solutions.federated_query.checks import cursors, fetching, joining
from solved import solved
from warehouse.checks import Wrong, host
from warehouse.federated_query.federation import SourceError, SourceGone
from warehouse.relations import sql as duckdb_says


@cache
def right(name: str):
    """A function of the lab's reference solution."""
    return solved("federated_query")[name]


def keeps_what_came(source, sql, tries):
    """The rows of a try that broke stay."""
    batches = []
    for _ in range(tries):
        try:
            cursor = source.execute(sql)
            while (batch := cursor.next()) is not None:
                batches.append(batch)
            return pa.concat_tables(batches)
        except SourceGone:
            continue
    raise SourceError("it went away")


def test_fetches_from_sources_that_break():
    fetched = fetching.Fetched(right("fetch"), np.random.default_rng(1))
    fetched.expect_rows(0, 2, None, tries=3)
    fetched.expect_rows(1, 2, None, tries=3, altered=True)
    fetched.expect_rows(None, tries=1, sizes=(0,))
    fetched.expect_rows(None, tries=1, sizes=(1, 1), alike=True)
    fetched.expect_again()
    fetched.expect_given_up(1, -1, tries=2)
    fetched.expect_no_tries(0)
    fetched.expect_failures(ValueError("no such encoding"))
    twice = fetching.Fetched(keeps_what_came, np.random.default_rng(1))
    twice.expect_rows(0, None, tries=2)
    with pytest.raises(Wrong, match="number of rows"):
        twice.expect_rows(1, None, tries=2)
    with pytest.raises(Wrong, match="must say how many"):
        twice.expect_given_up(1, 1, tries=2)
    with pytest.raises(Wrong, match="must refuse|another error"):
        twice.expect_no_tries(0)


def test_a_cursor_has_nothing_to_say_after_its_end():
    cursor = cursors.Batches([joining.remote([(1, 2)])])
    assert cursor.next().num_rows == 1 and cursor.next() is None
    with pytest.raises(RuntimeError, match="after it had said"):
        cursor.next()


def test_a_swallowed_failure_of_the_source_is_found():
    def swallows(source, sql, tries):
        try:
            return right("fetch")(source, sql, tries)
        except SourceError:
            return pa.table({})

    with pytest.raises(Wrong, match="call 1 of the source failed, and swallows went on"):
        fetching.Fetched(swallows, np.random.default_rng(1)).expect_failures(SourceError("no"))


def test_what_python_takes_for_an_end_is_found():
    def ends_there(source, sql, tries):
        return pa.concat_tables(iter(source.execute(sql).next, None))

    def interrupted(source, sql, tries):
        try:
            return right("fetch")(source, sql, tries)
        except KeyboardInterrupt:
            return right("fetch")(source, sql, tries)

    cursors.expect_unusual_failures(right("fetch"), "select 1", 3)
    cursors.expect_unusual_failures(right("join_batches"), joining.local([(1, "x")]), "k", "v")
    with pytest.raises(Wrong, match="raises StopIteration after 0 batches"):
        cursors.expect_unusual_failures(ends_there, "select 1", 3)
    with pytest.raises(Wrong, match="raises KeyboardInterrupt after 0 batches"):
        cursors.expect_unusual_failures(interrupted, "select 1", 3)


def test_a_cursor_that_broke_is_asked_for_nothing_more():
    def asks_again(source, sql, tries):
        for _ in range(tries):
            cursor, batches = source.execute(sql), []
            while True:
                try:
                    batch = cursor.next()
                except SourceGone:
                    batch = cursor.next()
                if batch is None:
                    return pa.concat_tables(batches)
                batches.append(batch)
        raise SourceError("it went away")

    with pytest.raises(Wrong):
        fetching.Fetched(asks_again, np.random.default_rng(1)).expect_rows(1, None, tries=2)


def test_a_number_stands_by_itself():
    for said, fine in (("12 times", True), ("(12)", True), ("12.", True), ("12x", False),
                       ("no12", False), ("12.5", False), ("1,200", False)):  # fmt: skip

        def gives_up(source, sql, tries, said=said):
            for _ in range(12):
                with pytest.raises(SourceGone):
                    source.execute(sql)
            raise SourceError(said)

        judge = fetching.Fetched(gives_up, np.random.default_rng(1))
        if fine:
            judge.expect_given_up(*[-1] * 12, tries=12)
        else:
            with pytest.raises(Wrong, match="must say how many"):
                judge.expect_given_up(*[-1] * 12, tries=12)


def test_columns_are_told_by_their_names():
    joining.expect_places(right("join_batches"))

    def by_place(cursor, local, key, keep):
        same_names = [
            table.rename_columns(["k", "v", *"w"][: table.num_columns]) for table in cursor.tables
        ]
        return right("join_batches")(cursors.Batches(same_names), local, key, keep)

    with pytest.raises(Wrong, match="the dict of sums"):
        joining.expect_places(by_place)


def test_sums_of_all_pairs_are_duckdbs():
    rng = np.random.default_rng(1)
    some = lambda values: [value or None for value in rng.integers(0, values, 40).tolist()]
    for _ in range(20):
        groups = [f"g{group}" if group else None for group in some(3)]
        here, there = joining.local(zip(some(9), groups)), joining.remote(zip(some(9), some(5)))
        asked_for = 'select "group" as g, coalesce(sum(v), 0)::bigint as s from here join there using (k) group by 1'
        answer = duckdb_says(asked_for, here=here, there=there)
        assert joining.sums_of(here, there) == dict(
            zip(answer["g"].to_pylist(), answer["s"].to_pylist())
        )


def test_batches_are_cut_in_every_way():
    rng = np.random.default_rng(1)
    rows = joining.remote(zip(range(40), range(40)))
    batches = joining.cut(rows, rng)
    assert pa.concat_tables(batches).to_pylist() == rows.to_pylist()
    sizes = [batch.num_rows for batch in batches]
    assert set(sizes) == {0, 1, 2, 3} and 0 in sizes[1:-1]
    assert max(batch["k"].num_chunks for batch in batches) == 3
    cuts = {(batch["k"].num_chunks, batch["v"].num_chunks) for batch in batches}
    assert {(3, 1), (1, 3)} <= cuts  # no column's chunks say those of another


def test_what_drawn_joins_have_in_them(monkeypatch):
    seen = []
    monkeypatch.setattr(
        joining, "expect_sums", lambda join, here, there, rng: seen.append((here, there, rng))
    )
    for kinds in ({"cut": True}, {"several": True}, {"null_keys": True}, {"null_values": True}):
        seen.clear()
        joining.expect_drawn_sums(None, np.random.default_rng(1), **kinds)
        assert len(seen) == 8
        heres = [here["k"].to_pylist() for here, _, _ in seen]
        sums = [joining.sums_of(here, there) for here, there, _ in seen]
        if "cut" in kinds:
            assert all(rng is not None for _, _, rng in seen) and any(
                here["k"].num_chunks > 3 for here, _, _ in seen
            )
            assert all("nobody's" not in found for found in sums)
        else:  # every local key joins something: groups without rows are another check's
            assert all(
                set(h) - {None} <= set(there["k"].to_pylist())
                for h, (_, there, _) in zip(heres, seen)
            )
        assert any(len(set(keys)) < len(keys) for keys in heres) == (
            "several" in kinds or "null_keys" in kinds
        )
        nulls = [(here["k"].null_count, there["k"].null_count) for here, there, _ in seen]
        assert (min(nulls) > (0, 0)) == ("null_keys" in kinds)
        assert any(None in found for found in sums) == ("null_values" in kinds)


def collects_first(cursor, local, key, keep):
    batches = list(iter(cursor.next, None))
    whole = pa.concat_tables(batches) if batches else pa.table({key: [], keep: []})
    return right("join_batches")(cursors.Batches([whole]), local, key, keep)


def test_a_join_that_collects_first_takes_memory():
    here, there = joining.local([(1, "x")]), joining.remote([(1, 5), (2, 6), (1, 7), (1, 8)])
    for join in (right("join_batches"), collects_first):
        joining.expect_sums(join, here, there, np.random.default_rng(1))
    with pytest.raises(Wrong, match="the dict of sums"):
        joining.expect_sums(lambda *given: {"x": 20.0}, here, there)
    size = {"batches": 110, "rows": 3000, "most": 8_000_000}
    joining.expect_little_memory(right("join_batches"), **size)
    with pytest.raises(Wrong, match="are kept"):
        joining.expect_little_memory(collects_first, **size)
    with pytest.raises(Wrong, match="the one group"):
        joining.expect_little_memory(lambda *given: None, **size)


def test_memory_is_what_the_system_counts(monkeypatch):
    """Of a process that keeps its rows where nothing of this one's counters sees them."""
    said = iter([10**9, 10**9 + 8_000_001])
    monkeypatch.setattr(host.current(), "memory", lambda: next(said))
    with pytest.raises(Wrong, match="are kept"):
        joining.expect_little_memory(right("join_batches"), 12, 3, most=8_000_000)


def test_a_dict_that_serves_two_calls_is_found():
    joining.expect_answers_apart(right("join_batches"))
    everybodys: dict = {}

    def shares(*given):
        everybodys.clear()
        everybodys.update(right("join_batches")(*given))
        return everybodys

    with pytest.raises(Wrong, match="the first dict, once the join was called again"):
        joining.expect_answers_apart(shares)
