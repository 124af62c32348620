"""The warmup lab's generators make what its tasks allow, and its oracles agree with others."""

from __future__ import annotations

from collections import Counter

import pyarrow as pa
import pytest

from judging import rng
from solutions.warmup.checks import finding, measuring, paging, reading
from warehouse import data, plans
from warehouse.plans import Join, Scan
from warehouse.warmup import catalogue

KINDS = {
    "plans": {"tables": finding.ALL_TABLES},
    "both sides": {"kinds": finding.HALF_JOINS},
    "twice": {"again": True},
    "no columns": {"most_columns": 0},
}


@pytest.mark.parametrize("kind", KINDS)
def test_drawn_plans_are_plans_and_their_scans_are_theirs(kind):
    for plan, scans in finding.drawn_plans(rng(), **KINDS[kind]):
        found = [step for step in plans.steps(plan) if isinstance(step, Scan)]
        assert scans == [(scan.table, scan.columns) for scan in found]
        assert plans.from_data(plans.to_data(plan)) == plan
        names = [name for scan in found for name in scan.names]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("seed", range(4))
def test_drawn_plans_have_what_a_plan_can_have(seed):
    seen: Counter = Counter()
    for kind, given in KINDS.items():
        for plan, scans in finding.drawn_plans(rng(seed), **given):
            steps = list(plans.steps(plan))
            seen.update(type(step).__name__ for step in steps)
            joins = [step for step in steps if isinstance(step, Join)]
            seen.update(join.kind for join in joins)
            seen["left-deep"] += any(isinstance(join.left, Join) for join in joins)
            seen["right-deep"] += any(isinstance(join.right, Join) for join in joins)
            seen["a scan alone"] += isinstance(plan, Scan)
            seen["a name of two words"] += any(table == "the u" for table, _ in scans)
            seen["predicate"] += any(isinstance(s, Scan) and bool(s.predicate) for s in steps)
            tables = [table for table, _ in scans]
            seen["twice"] += kind == "twice" and len(set(tables)) < len(tables)
            if kind != "twice":
                assert len(set(tables)) == len(tables)
            if kind == "no columns":
                assert not any(columns for _, columns in scans)
    wanted = [*plans._STEPS, *plans.KINDS, "left-deep", "right-deep", "a scan alone", "twice"]
    assert min(seen[feature] for feature in [*wanted, "a name of two words", "predicate"]) >= 4


def test_the_queries_of_tpch_are_all_there_once():
    parts = [
        finding.tpch_plans(),
        finding.tpch_plans(half_joins=True),
        finding.tpch_plans(again=True),
    ]
    made = [case for part in parts for case in part]
    assert len(made) == 22
    for plan, scans in made:
        found = [step for step in plans.steps(plan) if isinstance(step, Scan)]
        assert scans == [(scan.table, scan.columns) for scan in found]


@pytest.mark.parametrize(
    "kind",
    [
        {"types": measuring.FIXED},
        {"letters": measuring.ALPHABETS},
        {"nulls": True},
        {"cut": True},
        {},
    ],
)
def test_drawn_tables_take_what_arrow_says_but_for_the_bitmap(kind):
    for table, sizes in measuring.drawn_tables(rng(), **kind):
        assert list(sizes) == table.column_names
        for name, size in sizes.items():
            column = table[name]
            bitmap = -(-len(column) // 8) if column.null_count else 0
            assert column.nbytes - bitmap == size


def test_drawn_tables_have_what_a_task_allows():
    kinds, seen = Counter(), Counter()
    for seed in range(3):
        for table, _ in measuring.drawn_tables(rng(seed), types=measuring.FIXED):
            kinds.update(str(column.type) for column in table.columns)
        for table, _ in measuring.drawn_tables(rng(seed), letters=measuring.ALPHABETS):
            texts = [
                text
                for column in table.columns
                if column.type == pa.string()
                for text in column.to_pylist()
            ]
            for size in range(1, 5):
                seen[f"{size} bytes a letter"] += any(
                    len(letter.encode()) == size for text in texts for letter in text
                )
            seen["no letters"] += "" in texts
        for table, _ in measuring.drawn_tables(rng(seed), nulls=True):
            columns = table.columns
            seen["nulls alone"] += any(c.null_count == len(c) for c in columns)
            seen["nulls and values"] += any(0 < c.null_count < len(c) for c in columns)
        for table, _ in measuring.drawn_tables(rng(seed), cut=True):
            chunks = [column.chunks for column in table.columns]
            seen["several chunks"] += any(sum(map(bool, map(len, c))) > 1 for c in chunks)
            seen["an empty chunk"] += any(not len(chunk) for c in chunks for chunk in c)
            seen["a slice"] += any(chunk.offset for c in chunks for chunk in c)
    assert set(kinds) == {str(kind) for kind, _ in measuring.FIXED}
    assert len(seen) == 10 and min(seen.values()) >= 3, seen


def by_filling(lengths: list[int], page: int) -> int:
    """Pages as lists of rows."""
    pages: list[list[int]] = []
    for length in lengths:
        if not pages or sum(pages[-1]) + length > page:
            pages.append([])
        pages[-1].append(length)
    return len(pages)


def test_pages_are_what_filling_them_gives():
    cases = [*paging.drawn_rows(rng()), *paging.full_pages(rng())]
    cases += paging.full_behind_one_that_is_not()
    for lengths, page in cases:
        assert min(lengths) >= 1 and max(lengths) <= page
        assert paging.pages_by_places(lengths, page) == by_filling(lengths, page)


@pytest.mark.parametrize("seed", range(4))
def test_drawn_rows_tell_ways_apart(seed):
    """Dividing, sorting and looking for room in earlier pages give other numbers; no page is full."""
    drawn = paging.drawn_rows(rng(seed))
    right = [by_filling(lengths, page) for lengths, page in drawn]
    divided = [-(-sum(lengths) // page) for lengths, page in drawn]
    ordered = [by_filling(sorted(lengths), page) for lengths, page in drawn]
    for other in (divided, ordered):
        assert sum(map(int.__ne__, right, other)) >= 5
    for lengths, page in drawn:
        filled = 0
        for length in lengths:
            filled = filled + length if filled + length <= page else length
            assert filled < page
    for lengths, page in paging.full_pages(rng(seed)):
        assert page % lengths[0] == 0 and len(set(lengths)) == 1


def test_many_rows_are_those_of_lineitem():
    ((lengths, _),) = paging.many_rows()
    assert len(lengths) == len(data.table("lineitem", catalogue.SCALE, ["l_orderkey"]))


def test_rows_that_are_too_long_are_named_by_no_other_number():
    for lengths, page, place in paging.rows_too_long():
        assert lengths[int(place)] > page >= max(lengths[: int(place)], default=0)
        assert not any(place in str(number) for number in {*lengths, page} if place != "0")


@pytest.mark.parametrize("store", ["rows", "columns"])
@pytest.mark.parametrize("again", [False, True])
def test_scans_read_what_a_plain_sum_says(store, again):
    drawn = reading.drawn_scans(rng(), store, again)
    for scans, sizes, kind in drawn + reading.tpch_scans(store):
        total = 0
        for table, columns in scans:
            total += sum(
                sizes[table][name] for name in (columns if kind == "columns" else sizes[table])
            )
        assert reading.bytes_by_marks(scans, sizes, kind) == total
    twice = [len({table for table, _ in scans}) < len(scans) for scans, _, _ in drawn]
    assert all(twice) if again else not any(twice)
    if not again:
        assert any(
            len(columns) < len(finding.COLUMNS[t]) for scans, _, _ in drawn for t, columns in scans
        )
