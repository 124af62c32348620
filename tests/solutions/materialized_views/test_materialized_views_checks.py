"""The materialised views lab's generators make what its tasks allow, and its oracles agree with
DuckDB."""

from __future__ import annotations

from collections import Counter
from functools import partial

import duckdb
import numpy as np
import pytest

from solutions.materialized_views.checks import (
    answering,
    caching,
    choosing,
    deltas,
    groups,
    joining,
    minima,
    rewriting,
)
from solved import solved
from warehouse.checks import generator
from warehouse.materialized_views.records import Aggregate, Output, Query, Range, Rewritten, View

make = partial(generator, "tests")


def sql_value(value: object) -> str:
    if value is None:
        return "null"
    return "'" + value.replace("'", "''") + "'" if type(value) is str else str(value)


def rows_of(bag: dict) -> str:
    """A bag as SQL's VALUES, each copy a row."""
    copies = [row for row, times in bag.items() for _ in range(times)]
    return ", ".join("(" + ", ".join(map(sql_value, row)) + ")" for row in copies)


@pytest.fixture(scope="module")
def database():
    with duckdb.connect() as connection:
        yield connection


# --- Tables and changes -----------------------------------------------------------------------------


def valid(table: dict, delta: dict) -> bool:
    return all(delta.values()) and min([0, *deltas.added(table, delta).values()]) >= 0


def test_selections_have_what_the_task_allows():
    seen: Counter = Counter()
    for name in ("plain", "ends", "nulls", "together"):
        kind = {} if name == "plain" else {name: True}
        for table, delta, ranges, columns in deltas.selections(make(name), **kind):
            assert valid(table, delta)
            ends = [end for one in ranges for end in (one.low, one.high)]
            seen["deletion"] += min([0, *delta.values()]) < 0
            seen["update or insertion"] += max([0, *delta.values()]) > 0
            seen["several ranges"] += len(ranges) > 1
            seen["two on a column"] += len({one.column for one in ranges}) < len(ranges)
            seen["open end"] += None in ends
            seen["open at both ends"] += ends == [None, None]
            seen["falsy end"] += 0 in ends or "" in ends
            seen["null"] += any(None in row for row in delta)
            seen["a place twice"] += len(set(columns)) < len(columns)
            seen["another order"] += columns != sorted(columns)
            kept = [tuple(row[at] for at in columns) for row in delta]
            seen["rows that become one"] += len(set(kept)) < len(kept)
            view = deltas.selected(deltas.added(table, delta), ranges, columns)
            change = deltas.less(view, deltas.selected(table, ranges, columns))
            seen["nothing is left"] += name == "together" and bool(delta) and not change
    assert len(seen) == 12 and min(seen.values()) >= 2, seen


KINDS = {
    "left": {"sides": "left"},
    "right": {"sides": "right"},
    "both": {},
    "copies": {"sides": "apart", "most": 9},
    "nulls": {"sides": "apart", "nulls": True},
    "keys": {"sides": "apart", "wide": True},
    "reads": {"nulls": True, "wide": True},
}


def test_joins_have_what_the_task_allows():
    seen: Counter = Counter()
    for name, kind in KINDS.items():
        for one in joining.joins(make, name, **kind):
            assert valid(one.left, one.d_left) and valid(one.right, one.d_right)
            keys = one.left_key, one.right_key
            both = joining.joined(one.d_left, one.d_right, *keys)
            seen["changes meet"] += bool(both)
            if name in ("copies", "nulls", "keys"):
                assert not both
            pairs = [(n, m) for n in one.d_left.values() for m in one.d_right.values()]
            seen["gone meets gone"] += bool(both) and (-1, -1) in pairs
            seen["many copies"] += max([0, *one.left.values(), *one.right.values()]) > 3
            lefts = [tuple(row[at] for at in one.left_key) for row in one.d_left]
            seen["null key"] += any(None in key for key in lefts)
            seen["falsy key"] += any(key[0] in (0, "") for key in lefts)
            seen["a key twice"] += len(set(lefts)) < len(lefts)
            seen["two columns"] += len(one.left_key) == 2
            seen["a change of the view"] += bool(joining.change_of(one))
    assert len(seen) == 8 and min(seen.values()) >= 3, seen


@pytest.mark.parametrize("kind", KINDS)
def test_joins_are_duckdbs(kind, database):
    for one in joining.joins(make, kind, **KINDS[kind])[::3]:
        on = " and ".join(f"l.c{a} = r.c{b}" for a, b in zip(one.left_key, one.right_key))
        names = [
            ", ".join(f"c{at}" for at in range(len(next(iter(t))))) for t in (one.left, one.right)
        ]
        found = database.sql(
            f"select l.*, r.* from (values {rows_of(one.left)}) l({names[0]}) "
            f"join (values {rows_of(one.right)}) r({names[1]}) on {on}"
        ).fetchall()
        mine = joining.joined(one.left, one.right, one.left_key, one.right_key)
        assert Counter(found) == Counter(mine)


# --- Groups and minima ------------------------------------------------------------------------------


HISTORIES = {
    "generated": {"most": 3},
    "nulls": {"nulls": True},
    "zero": {"values": (-3, 3)},
    "columns": {"columns": (0, 2, 3)},
    "whole": {"whole": True},
}


def test_histories_have_what_the_task_allows():
    seen: Counter = Counter()
    for name, kind in HISTORIES.items():
        for table, delta, group_by, columns in groups.histories(make, name, **kind):
            assert valid(table, delta)
            before = groups.states(table, group_by, columns)
            after = groups.states(deltas.added(table, delta), group_by, columns)
            seen["new group"] += bool(set(after) - set(before))
            seen["gone group"] += bool(set(before) - set(after))
            seen["null group"] += any(None in group for group in after)
            states = [state for state in after.values() if columns]
            seen["sum of 0"] += any(s.counts[0] and not s.sums[0] for s in states)
            seen["no values"] += any(s.rows and not s.counts[0] for s in states)
            seen["no columns"] += not columns
            seen["three columns"] += len(columns) == 3
            seen["no rows at all"] += not group_by and after[()].rows == 0
    assert len(seen) == 8 and min(seen.values()) >= 2, seen


@pytest.mark.parametrize("kind", HISTORIES)
def test_states_are_duckdbs(kind, database):
    steps = [one for one in groups.histories(make, kind, **HISTORIES[kind]) if one.table]
    for table, _, group_by, columns in steps[::4]:
        keys = ", ".join(f"c{at}" for at in group_by)
        wanted = "".join(f", count(c{at}), coalesce(sum(c{at}), 0)" for at in columns)
        head = f"{keys}, " if keys else ""
        found = database.sql(
            f"select {head}count(*){wanted} from (values {rows_of(table)}) "
            f"t(c0, c1, c2, c3, c4) {'group by ' + keys if keys else ''}"
        ).fetchall()
        mine = [
            (*group, rows, *(int(n) for pair in zip(counts, sums) for n in pair))
            for group, (rows, counts, sums) in groups.states(table, group_by, columns).items()
        ]
        assert Counter(found) == Counter(mine)


def test_changes_of_minima_are_of_every_kind():
    seen: Counter = Counter()
    for kind in ("insertions", "deletions", "updates", "nulls", "whole", "mixed"):
        for one in minima.histories(make, kind, kind):
            assert valid(one.table, one.delta)
            before = minima.extremes(one.table, one.group_by)
            after = minima.extremes(deltas.added(one.table, one.delta), one.group_by)
            if kind == "insertions":
                assert min([1, *one.delta.values()]) > 0
            if kind == "deletions":
                assert max([-1, *one.delta.values()]) < 0
            for group, state in after.items():
                was = before.get(group)
                seen[f"{kind}: to read"] += group in minima.to_read(one)
                seen[f"{kind}: smaller"] += bool(was) and (state.value or 0) < (was.value or 0)
                seen[f"{kind}: new"] += was is None
                seen[f"{kind}: only nulls"] += state.rows > 0 and state.values == 0
            seen[f"{kind}: gone"] += bool(set(before) - set(after))
    wanted = ("insertions: smaller", "insertions: new", "deletions: to read", "deletions: gone",
              "updates: to read", "nulls: new", "nulls: only nulls", "mixed: to read")  # fmt: skip
    assert min(seen[name] for name in wanted) >= 2, seen
    assert seen["updates: gone"] == seen["updates: smaller"] == seen["nulls: to read"] == 0, seen


# --- Queries and views ------------------------------------------------------------------------------


def as_sql(query: Query, table: str) -> str:
    columns = list(query.group_by)
    for number, (function, column) in enumerate(query.aggregates):
        columns.append(f"{function}({column or '*'}) as a{number}")
    return f"select {', '.join(columns)} from {table}{_where(query.ranges)}{_group(query.group_by)}"


def _where(ranges: tuple[Range, ...]) -> str:
    held = []
    for column, low, high in ranges:
        held.append(f"{column} is not null")
        held += [f"{column} >= {sql_value(low)}"] if low is not None else []
        held += [f"{column} <= {sql_value(high)}"] if high is not None else []
    return f" where {' and '.join(held)}" if held else ""


def _group(columns: tuple[str, ...]) -> str:
    return f" group by {', '.join(columns)}" if columns else ""


def rewritten_sql(rewritten: Rewritten, view: View) -> str:
    columns = list(rewritten.group_by)
    for number, (function, parts, empty) in enumerate(rewritten.outputs):
        at = [f"a{view.query.aggregates.index(part)}" for part in parts]
        said = f"{function}({at[0]})"
        if function == "ratio":
            said = f"sum({at[0]}) / nullif(sum({at[1]}), 0)"
        said = said if empty is None else f"coalesce({said}, {empty})"
        columns.append(f"{said} as b{number}")
    where = _where(rewritten.ranges)
    return f"select {', '.join(columns)} from v{where}{_group(rewritten.group_by)}"


PAIRS = ("plain", "groups", "ranges", "several", "averages", "empty")


def load(database, rows: list[dict]) -> None:
    database.sql("create or replace table sales (day bigint, shop bigint, kind varchar, price bigint, tax bigint)")  # fmt: skip
    if rows:
        database.executemany("insert into sales values (?, ?, ?, ?, ?)", [list(row.values()) for row in rows])  # fmt: skip


@pytest.mark.parametrize("kind", PAIRS)
def test_queries_and_what_they_are_rewritten_to_are_duckdbs(kind, database):
    rewrite, used = solved("materialized_views")["rewrite"], 0
    cases = rewriting.pairs(make, kind, kind)
    assert 0.3 * len(cases) <= sum(map(rewriting.usable, cases)), "too few can be used"
    tables = [rewriting.drawn_tables("full")[2], *rewriting.drawn_tables("empty")[:2]]
    for rows in tables:
        load(database, rows)
        for query, view, version in cases[::4]:
            got = rewrite(query, view, version)
            assert (got is not None) == rewriting.usable(rewriting.Case(query, view, version))
            mine = answering.answer(query, rows)
            theirs = {
                row[: len(query.group_by)]: row[len(query.group_by) :]
                for row in database.sql(as_sql(query, "sales")).fetchall()
            }
            assert set(mine) == set(theirs)
            assert all(mine[group] == pytest.approx(theirs[group]) for group in mine)
            if got is not None:
                used += 1
                database.sql(f"create or replace table v as {as_sql(view.query, 'sales')}")
                found = database.sql(rewritten_sql(got, view)).fetchall()
                again = {row[: len(query.group_by)]: row[len(query.group_by) :] for row in found}
                assert set(again) == set(theirs)
                assert all(again[group] == pytest.approx(theirs[group]) for group in again)
    assert used >= 6


def test_pairs_have_what_the_task_allows():
    seen: Counter = Counter()
    for kind in PAIRS:
        for case in rewriting.pairs(make, kind, kind):
            query, held = case.query, case.view.query
            ranges = (*query.ranges, *held.ranges)
            ends = [end for one in ranges for end in (one.low, one.high)]
            seen["usable"] += rewriting.usable(case)
            seen["not usable"] += not rewriting.usable(case)
            seen["fewer groups"] += len(query.group_by) < len(held.group_by)
            seen["no groups"] += not query.group_by
            common = [one for one in held.group_by if one in query.group_by]
            seen["another order"] += list(query.group_by) != common
            seen["twice"] += len(set(query.aggregates)) < len(query.aggregates)
            seen["end at 0"] += 0 in ends
            seen["open end"] += None in ends
            seen["not null"] += any(one.low is one.high is None for one in ranges)
            for one in (query, held):
                columns = [r.column for r in one.ranges]
                seen["two on a column"] += len(set(columns)) < len(columns)
            equal = set(query.ranges) & set(held.ranges)
            seen["equal ranges"] += bool(equal)
            away = {one.column for one in query.ranges} - set(held.group_by)
            seen["a column grouped away"] += bool(away)
            seen["average"] += any(one.function == "avg" for one in query.aggregates)
    assert len(seen) == 13 and min(seen.values()) >= 5, seen


def test_a_count_of_nothing_is_judged():
    """What the prototype got wrong: the sum of no counts is null."""
    rows = Aggregate("count", None)
    view = View("v", Query("sales", (), ("day",), (rows,)), 7)
    query = Query("sales", (Range("day", 90, 99),), (), (rows,))
    for empty, right in ((0, True), (None, False)):
        mine = Rewritten("v", query.ranges, (), (Output("sum", (rows,), empty),))
        same = answering.answer_from(view, mine, []) == answering.answer(query, [])
        assert same == right


# --- Choices and caches -----------------------------------------------------------------------------


def test_problems_tell_ways_apart():
    problems = choosing.problems(make, "problems")
    rng = np.random.default_rng(5)
    for one in (*problems, *choosing.few_ways(rng)):
        assert set(one.answers) == set(one.weights)
        assert {view for views in one.answers.values() for view in views} <= set(one.sizes)
        chosen = choosing.greedy(one)
        assert sum(one.sizes[view] for view in chosen) <= one.budget
    assert sum(len(choosing.greedy(one)) > 1 for one in problems) >= 5
    assert any(not one.budget for one in choosing.borders())
    for one in choosing.one_against_many(rng):
        assert choosing.single(one) > choosing.saved(one, choosing.greedy(one))
    empty = choosing.problems(make, "empty", empty=True)
    assert any(0 in one.sizes.values() for one in empty)


DAYS = {
    "stale": {},
    "hits": {"commits": "others"},
    "same": {"commits": "none", "settings": True},
    "permission": {"commits": "none", "forbidden": True},
    "volatile": {"commits": "none", "volatile": True},
    "snapshot": {"commits": "none", "during": True},
}


def test_days_have_what_the_task_allows():
    seen: Counter = Counter()
    for name, kind in DAYS.items():
        for day in caching.days(make, name, **kind):
            told, runs = caching.right(day, 10, 1)
            seen["hit"] += len(runs) < len(day)
            seen["no rows"] += any(what == ("rows", []) for what in told)
            versions: dict[str, int] = {}
            for event in day:
                seen["older"] += any(v < versions.get(t, 0) for t, v in event.changed.items())
                versions |= event.changed
                seen["version 0"] += 0 in event.changed.values()
                seen["may read nothing"] += not event.may_read
                seen["volatile"] += event.asked.volatile
                seen["during"] += bool(event.during)
                seen["settings"] += bool(event.asked.settings)
            for kind_of, what in told:
                seen["failed" if what == [caching.BROKEN] else kind_of] += 1
    wanted = ("hit", "no rows", "older", "volatile", "during", "settings", "PermissionError",
              "KeyError", "failed", "version 0", "may read nothing")  # fmt: skip
    assert min(seen[name] for name in wanted) >= 2, seen


@pytest.mark.parametrize("most", [2, 3])
def test_full_days_replace_drop_and_fail(most):
    seen: Counter = Counter()
    for day in caching.full_days(make, "full", most):
        kept: list = []
        for number, event in enumerate(day):
            told, runs = caching.right(day[: number + 1], most, 1)
            failed = told[-1][1] == [caching.BROKEN]
            seen["failed"] += failed and len(kept) == most
            if number in runs and not failed:
                known = event.asked in kept
                seen["replaced in a full cache" if known else "dropped"] += len(kept) == most
            if not failed:
                kept = [*(one for one in kept if one != event.asked), event.asked][-most:]
    assert min(seen[name] for name in ("failed", "replaced in a full cache", "dropped")) >= 2, seen


@pytest.mark.parametrize("name", DAYS)
def test_the_reference_is_right_about_a_day(name):
    cache = solved("materialized_views")["ResultCache"]
    days = caching.days(make, name, **DAYS[name])
    caching.expect_day(cache, days + caching.failing_days(), most=2)
