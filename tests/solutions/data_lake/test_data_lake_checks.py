"""The data_lake lab's generators make what its tasks allow, and its oracles agree with others."""

from __future__ import annotations

import itertools
import json
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest

from judging import fails, rng
from solutions.data_lake.checks import (
    changed,
    conditions,
    footers,
    joined,
    month,
    partitions,
    planning,
    pushed,
    ranges,
    scans,
    tables,
)
from warehouse.data_lake.parquet_files import footer_length
from warehouse.data_lake.records import Chunk, Predicate

BENCHMARK = Path(__file__).resolve().parents[3] / "benchmarks" / "data_lake.json"


@pytest.mark.parametrize("seed", range(3))
def test_paths_have_what_a_path_can_have(seed):
    seen: Counter = Counter()
    for kind in ("texts", "typed", "escapes", "equals", "nulls", "others"):
        for (paths, predicates, types), stay in partitions.drawn(rng(seed), kind):
            assert set(stay) <= set(paths)
            seen["a path twice"] += len(set(paths)) < len(paths)
            seen["nothing left out"] += len(stay) == len(paths) > 1
            seen["all left out"] += not stay
            seen["some left out"] += 0 < len(stay) < len(paths)
            seen["no predicate"] += not predicates
            seen["two predicates"] += len(predicates) > 1
            seen.update(f"op {it.op}" for it in predicates)
            seen.update(f"{kind}: {types.get(it.column)}" for it in predicates)
            for path in paths:
                seen["escape"] += "%" in path
                seen["plus"] += "+" in path
                seen["null"] += partitions.NULL in path
                seen["empty text"] += "region=/" in path
                seen["file looks like a partition"] += "=" in path.split("/")[-1]
                seen["two partitions"] += path.count("=") > 1
    wanted = ["nothing left out", "all left out", "some left out", "no predicate", "two predicates"]
    wanted += [f"op {op}" for op in conditions.OPS]
    wanted += [
        "a path twice",
        "escape",
        "plus",
        "null",
        "empty text",
        "file looks like a partition",
        "two partitions",
    ]
    wanted += [
        "typed: int",
        "typed: date",
        "nulls: int",
        "nulls: date",
        "nulls: string",
        "others: None",
    ]
    assert [feature for feature in wanted if seen[feature] < 4] == []


def test_texts_of_numbers_and_dates_are_what_python_reads():
    for ((path,), (predicate,), _), stay in partitions.as_python_reads():
        text = path.split("/")[1].partition("=")[2]
        its = int(text) if predicate.column == "year" else date.fromisoformat(text)
        assert its == predicate.value and bool(stay) == (predicate.op == "=")


def test_who_follows_a_list_that_changes_is_told_from_who_keeps_it():
    case, kept = (([3, 1],), (0,), [2]), []

    def follows(numbers):
        return sum(numbers)

    def keeps(numbers):
        if not kept or kept[0] is not numbers:
            kept[:] = [numbers, sum(numbers)]
        return kept[1]

    changed.expect(follows, "follows", case, 4, 2)
    assert fails(changed.expect, keeps, "keeps", (([3, 1],), (0,), [2]), 4, 2)


@pytest.mark.parametrize("seed", range(3))
def test_footers_have_what_a_footer_can_have(seed):
    seen: Counter = Counter()
    for kind in ("bounds", "several", "unknown", "nan", "nulls", "not there"):
        for (footer, predicates), stay in footers.drawn(rng(seed), kind):
            seen["kept"] += bool(stay)
            seen["left out"] += len(stay) < len(footer.row_groups)
            for group in footer.row_groups:
                seen["no rows"] += not group.rows
                for name, chunk in group.chunks.items():
                    low, high = chunk.minimum, chunk.maximum
                    seen["both unknown"] += low is None is high
                    seen["one unknown"] += (low is None) != (high is None)
                    seen["nan"] += low != low or high != high
                    seen["all null"] += chunk.nulls == group.rows > 0
                    seen["nulls unknown"] += chunk.nulls is None
                    seen["falsy"] += low in (0, "") or high in (0, "")
                    seen["large"] += type(low) is int and low > 2**52
                    for it in predicates:
                        on = it.column == name and it.value in (low, high)
                        seen[f"{it.op} at a bound"] += on
            seen["two on one column"] += len({it.column for it in predicates}) < len(predicates)
            seen["no chunk"] += any(
                it.column not in group.chunks for it in predicates for group in footer.row_groups
            )
    wanted = ["kept", "left out", "no rows", "both unknown", "one unknown", "nan", "all null"]
    wanted += ["nulls unknown", "falsy", "large", "two on one column", "no chunk"]
    wanted += [f"{op} at a bound" for op in conditions.OPS]
    assert [feature for feature in wanted if seen[feature] < 3] == []


def test_what_bounds_rule_out_is_what_no_whole_number_between_them_fulfils():
    """Over all bounds of small numbers, beside DuckDB, which tries every half."""
    halves = [step / 2 for step in range(-2, 11)]
    for low in range(4):
        for high in range(low, 4):
            inside = [it for it in halves if low <= it <= high]
            for op in conditions.OPS:
                for value in halves:
                    mine = footers.may_hold(low, high, Predicate("d", op, value), [])
                    sql = f"select coalesce(bool_or(x {op} {value}), false) from (select unnest(?::double[]) x)"
                    (theirs,) = duckdb.execute(sql, [inside]).fetchone()
                    assert mine == theirs, (low, high, op, value)


def test_large_chunks_are_small_ones_made_large():
    for (footer, _, columns, gap), found in ranges.large():
        chunks = [footer.row_groups[0].chunks[name] for name in columns]
        first, second = sorted(chunks)
        hole = second.data_page - first.data_page - first.size
        small = [Chunk(4, None, 5), Chunk(9 + min(hole, 9), None, 5)]
        joined = ranges.by_marks(small, min(hole, 9) if hole <= gap else min(hole, 9) - 1, 0)
        assert len(joined) == len(found)
        assert found[0][0] == 4 and sum(found[-1]) == second.data_page + second.size


def test_ranges_by_marks():
    chunks = [Chunk(4, None, 100), Chunk(250, 204, 100)]
    assert ranges.by_marks(chunks, 99, 0) == [(4, 100), (204, 100)]
    assert ranges.by_marks(chunks, 100, 0) == [(4, 300)]
    assert ranges.by_marks(chunks[::-1], 0, 0) == [(4, 100), (204, 100)]
    assert ranges.by_marks([], 5, 0) == []


@pytest.mark.parametrize("seed", range(3))
def test_chunks_have_what_chunks_can_have(seed):
    seen: Counter = Counter()
    for kind in ("apart", "zero", "any order", "holes", "twice"):
        for (footer, groups, columns, gap), found in ranges.drawn(rng(seed), kind):
            seen["gap 0"] += kind == "holes" and gap == 0
            seen["joined"] += 0 < len(found) < len(set(groups)) * len(set(columns))
            seen["apart"] += len(found) > 1
            seen["nothing"] += not found
            seen["group twice"] += len(set(groups)) < len(groups)
            seen["column twice"] += len(set(columns)) < len(columns)
            seen["not in order"] += groups != sorted(groups)
            for group in footer.row_groups:
                for chunk in group.chunks.values():
                    seen["dictionary"] += bool(chunk.dictionary_page)
                    seen["dictionary 0"] += chunk.dictionary_page == 0
                    seen["large"] += chunk.data_page > 2**53
            ends = [start + length for start, length in found]
            seen["hole of gap + 1"] += any(
                start - end == gap + 1 for end, (start, _) in zip(ends, found[1:])
            )
            assert all(start - end > gap for end, (start, _) in zip(ends, found[1:]))
    wanted = ["gap 0", "joined", "apart", "nothing", "group twice", "column twice", "not in order"]
    wanted += ["dictionary", "dictionary 0", "large", "hole of gap + 1"]
    assert [feature for feature in wanted if seen[feature] < 3] == []


@pytest.mark.parametrize("seed", range(2))
def test_files_have_what_a_scan_can_meet(seed):
    seen: Counter = Counter()
    for kind in ("rows", "columns", "no rows"):
        for case in itertools.starmap(scans.Case, scans.drawn(rng(seed), kind)):
            answer = scans.by_rows(case)
            seen["several files"] += len(case.files) > 1
            seen["files not by name"] += list(case.files) != sorted(case.files)
            seen["row groups left out"] += any(
                len(groups) * 7 < case.rows[name].num_rows for name, groups in case.groups.items()
            )
            seen["empty file"] += any(not table.num_rows for table in case.rows.values())
            seen["predicate on another column"] += len(case.needed) > len(case.columns)
            seen["some rows"] += 0 < answer.num_rows < sum(map(len, case.rows.values()))
            seen["footer beyond the tail"] += any(
                footer_length(held) > case.tail for held in case.files.values()
            )
            seen["tail beyond the file"] += any(case.tail > len(it) for it in case.files.values())
            price = answer.column_names.count("unit price") and answer["unit price"].to_pylist()
            seen["nan"] += any(it is not None and it != it for it in price or [])
            seen["null"] += any(column.null_count for column in answer.columns)
            assert bool(answer.num_rows) == (kind != "no rows")
    wanted = ["several files", "files not by name", "empty file", "predicate on another column"]
    wanted += ["some rows", "footer beyond the tail", "tail beyond the file", "nan", "null"]
    assert [feature for feature in wanted if seen[feature] < 2] == []


def test_files_that_are_put_anew_differ_in_what_they_hold_alone():
    cases = scans.put_anew()
    assert len({len(case.files["s/a"]) for case in cases}) == 1
    assert len({case.files["s/a"] for case in cases}) == len(cases)
    assert all(scans.by_rows(case).num_rows == 2 for case in cases)


def test_a_file_without_a_row_group_has_none():
    case = scans.no_groups()
    assert [len(scans.footer_of(held).row_groups) for held in case.files.values()] == [0, 2]
    assert scans.by_rows(case).num_rows == 2


def test_the_lake_of_the_bar_is_read_by_pyarrow_dataset_in_full():
    files, theirs, found = month.month()
    assert 0 < theirs < sum(map(len, files.values()))
    lineitem = month.data.table("lineitem", 0.01)
    sql = "select count(*) from lineitem where l_shipdate >= ? and l_shipdate < ?"
    (rows,) = duckdb.execute(sql, [month.FIRST, month.NEXT]).fetchone()
    assert found == rows and lineitem.num_rows == 60_175


@pytest.mark.parametrize("seed", range(2))
def test_tables_have_what_a_table_can_have(seed):
    seen: Counter = Counter()
    for kind in ("added", "removed", "planned"):
        for case in tables.shaped(tables.drawn(rng(seed), kind)):
            versions = tables.history(case.steps)
            for before, version, step in zip(versions, versions[1:], case.steps):
                seen["removed"] += bool(step.removed)
                seen["several removed"] += len(step.removed) > 1
                seen["manifest gone"] += bool(step.removed) and len(version) < len(before)
                seen["manifest written anew"] += any(files not in before for files in version[:-1])
                for files in version:
                    one = [set(file.bounds) for file in files]
                    seen["bounds of some files only"] += set.union(*one) != set.intersection(*one)
            for predicates, number in case.plans:
                version = versions[-1 if number is None else number]
                left = [
                    planning._may(file.bounds, predicates) for files in version for file in files
                ]
                seen["some planned"] += any(left) and not all(left)
                seen["manifest spared"] += not all(
                    planning._may(tables.covering(files), predicates) for files in version
                )
                seen["old version"] += number is not None and number < len(versions) - 1
    wanted = ["removed", "several removed", "manifest gone", "manifest written anew"]
    wanted += ["bounds of some files only", "some planned", "manifest spared", "old version"]
    assert [feature for feature in wanted if seen[feature] < 3] == []


@pytest.mark.parametrize("seed", range(2))
def test_aggregates_have_what_a_query_can_have(seed):
    seen: Counter = Counter()
    for kind in ("rows", "nulls", "groups", "large"):
        for (aggregates, parts), result in pushed.drawn(rng(seed), kind):
            seen.update(f"{it.function} {it.column}" for it in aggregates)
            seen["distinct"] += any(it.distinct for it in aggregates)
            seen["several files"] += len(parts) > 1
            seen["no file"] += not parts
            seen["not in every file"] += any(
                group not in part for part in parts for group in result
            )
            seen["falsy key"] += any(not any(group) for group in result)
            for values in result.values():
                seen["null"] += None in values
                seen["count of nothing"] += 0 in values
                seen["large"] += any(type(it) is int and it > 2**60 for it in values)
            lines = [line for part in parts for line in part.values()]
            seen["null in a part"] += any(None in line for line in lines)
    for (aggregates,), right in pushed.lists(rng(seed), "distinct"):
        seen["not pushed"] += right is None
        seen["pushed distinct"] += right is not None and any(it.distinct for it in aggregates)
    wanted = [f"{it} x" for it in pushed.FUNCTIONS] + ["count None", "min what", "max when"]
    wanted += ["distinct", "several files", "not in every file", "falsy key", "null", "large"]
    wanted += ["count of nothing", "null in a part", "not pushed", "pushed distinct"]
    assert [feature for feature in wanted if seen[feature] < 3] == [] and seen["no file"]


def test_a_version_that_was_written_is_read_back():
    case = tables.shaped(tables.drawn(rng(), "planned"))[5]
    store, versions = tables.filled(case), tables.history(case.steps)
    for number, version in enumerate(versions[1:], 1):
        assert tables.read_version(store, case.root, number) == tables._said(version)
    assert "cannot be read" in tables.read_version(store, case.root, 99)


def test_the_figures_that_the_book_quotes_are_those_of_the_reference(monkeypatch):
    """The file was written by the benchmark as it is, of the reference as it is."""
    monkeypatch.syspath_prepend(str(BENCHMARK.parent))
    import data_lake

    held = json.loads(BENCHMARK.read_text())
    names = data_lake.solution()
    assert data_lake.planning(names) == held["planning"]
    assert data_lake.steps(names) == held["steps"]
    by_step = {it["step"]: it for it in held["steps"]}
    bytes_read = [
        by_step[name]["bytes"] for name in ("everything", "partitions", "row groups", "columns")
    ]
    assert bytes_read == sorted(bytes_read, reverse=True)
    assert len({it["rows"] for it in held["steps"]}) == 1


@pytest.mark.parametrize("seed", range(3))
def test_joins_have_what_the_task_allows_and_duckdb_finds_their_files_needed(seed):
    """Each bound stands for two rows of a file, so that what a join needs of them is what the
    definition keeps at least; a file that it does not keep has no row in DuckDB's result."""
    seen: Counter = Counter()
    sql = {"inner": "inner", "semi": "semi", "right": "right", "left": "left", "full": "full"}
    for kind in ("keys", "nulls", "unknown", "joins", "rows"):
        for (files, column, keys, join), stay in joined.drawn(rng(seed), kind):
            seen[f"{kind}: {join}"] += 1
            seen["null"] += None in keys
            seen["no keys"] += not keys
            seen["key twice"] += len(set(keys)) < len(keys)
            seen["not in order"] += None not in keys and keys != sorted(keys)
            seen["large"] += any(type(it) is int and it > 2**62 for it in keys)
            seen["no rows"] += any(not it.rows for it in files)
            seen["no bounds"] += any(column not in it.bounds for it in files)
            seen["left out"] += len(stay) < len(files)
            seen["all stay"] += len(stay) == len(files) > 0
            known = [it for it in files if column in it.bounds and it.rows]
            assert all(low <= high for it in files for low, high in it.bounds.values())
            whole = all(type(it) is int and abs(it) < 2**60 for it in keys)
            if not known or not keys or not whole:
                continue
            rows = ", ".join(f"('{it.path}', {end})" for it in known for end in it.bounds[column])
            other = ", ".join(f"({it})" for it in keys)
            query = (
                f"select distinct path from (values {rows}) l(path, k) {sql.get(join, 'anti')} join"
                f" (values {other}) r(k) using (k) where path is not null"
            )
            assert {path for (path,) in duckdb.execute(query).fetchall()} <= set(stay), (
                files,
                keys,
            )
    wanted = ["null", "no keys", "key twice", "not in order", "large", "no rows", "no bounds"]
    wanted += ["left out", "all stay"] + [f"keys: {it}" for it in joined.MATCHED]
    wanted += [f"joins: {it}" for it in joined.ALL_ROWS]
    assert [feature for feature in wanted if seen[feature] < 3] == []
