"""The zone maps lab's judgements: right answers pass, hand-made wrong ones do not."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from autograder.quality.attack_corpus import reference
from solutions.zone_maps.checks import drivers, inputs, oracles, ordering, pruning
from solutions.zone_maps.checks.inputs import NONE, OLD, rows_with, stored_as
from warehouse.checks import Wrong
from warehouse.zone_maps.blocks import BlockTable, SortedTable
from warehouse.zone_maps.records import Predicate, ZoneMap

DAYS = inputs.days()


@pytest.fixture
def notebook():
    """The names of a notebook in which every exercise is solved."""
    names: dict = {
        "pa": pa,
        "np": np,
        "pc": pruning.pc,
        "BlockTable": BlockTable,
        "SortedTable": SortedTable,
        "ZoneMap": ZoneMap,
        "Predicate": Predicate,
        "OPERATORS": inputs.COMPARE.keys() | {"between", "in", "is_null", "is_not_null"},
    }
    for source in reference("zone_maps").values():
        exec(source, names)
    return names


def reading(*, prune=True, late=True, first=0, twice=False):
    """A scan that is right and reads as it is told: ``first`` is the predicate it begins with."""

    def scan(table, predicates, columns):
        whole = table.as_data()[0]
        ordered = [*predicates[first:], *predicates[:first]]
        hits = oracles.hits(whole, predicates)
        for block in range(table.num_blocks):
            zones = {name: of_column[block] for name, of_column in table.zones.items()}
            if prune and not all(
                p.column not in zones or oracles.may_hold(zones[p.column], p.op, p.value)
                for p in predicates
            ):
                continue
            at = slice(3 * block, 3 * block + 3)
            rows, read = whole.slice(3 * block, 3), set()
            for number, predicate in enumerate(ordered):
                if twice or predicate.column not in read:
                    table.read(predicate.column, block)
                read.add(predicate.column)
                if not any(oracles.hits(rows, ordered[: number + 1])):
                    break
            if any(hits[at]) or not late:
                for name in set(columns) - read:
                    table.read(name, block)
        return whole.filter(pa.array(hits, pa.bool_())).select(columns)

    return scan


CASE = ("note fare", ("day", ">", 2), ("day", "<", 8), ("fare", "<", 9.0))


@pytest.mark.parametrize("first", [0, 1, 2])
def test_reads_are_right_whichever_predicate_is_taken_first(first):
    scanner = pruning.Scanner(reading(first=first), {})
    scanner.expect_reads(DAYS, CASE, each_once=True)
    scanner.expect_reads(DAYS, CASE, zoned=["day"], each_once=True)
    scanner.expect_reads(DAYS, CASE, zoned=[], each_once=True)


def test_reads_of_ruled_out_blocks_are_told_by_which_column():
    with pytest.raises(Wrong, match="block 0 is ruled out by fare"):
        pruning.Scanner(reading(prune=False), {}).expect_reads(DAYS, CASE)


def test_reads_of_what_is_only_shown_of_blocks_without_a_hit():
    gap = ("note", ("day", "in", [2, 12]), ("fare", "<", 2.0))
    with pytest.raises(Wrong, match="block 0 is ruled out"):
        pruning.Scanner(reading(prune=False, late=False), {}).expect_reads(DAYS, gap)
    with pytest.raises(Wrong, match="block 0 may hold a row that matches, and does not"):
        pruning.Scanner(reading(late=False), {}).expect_reads(DAYS, gap, zoned=["day"])


def test_reading_a_block_twice_is_asked_about_apart():
    scanner = pruning.Scanner(reading(twice=True), {})
    scanner.expect_reads(DAYS, CASE)
    with pytest.raises(Wrong, match="holds rows that match"):
        scanner.expect_reads(DAYS, CASE, each_once=True)


def test_a_scan_that_knows_without_reading_is_wrong():
    def scan(table, predicates, columns):
        return DAYS.filter(pa.array(oracles.hits(DAYS, predicates))).select(columns)

    scanner = pruning.Scanner(scan, {})
    scanner.expect_rows(DAYS, CASE)
    with pytest.raises(Wrong):
        scanner.expect_reads(DAYS, CASE)


def test_the_reference_scan_passes_and_one_that_drops_rows_does_not(notebook):
    right = pruning.Scanner(notebook["scan"], notebook)
    for case in (CASE, ("day",), ("day", ("day", "=", 99))):
        right.expect_rows(DAYS, case)
        right.expect_reads(DAYS, case, each_once=True)
    table = pa.table({"x": [1.5, None, float("nan")], "k": [0, 1, 2]})
    predicates = [Predicate("x", "<>", 0.0), Predicate("k", "<", 3)]
    right.expect_rows_unpruned(table, predicates)
    right.expect_refusals("fee", ("day", ("fee", "=", 5)))
    right.expect_rows_of_duckdb(inputs.LINEITEM_CASES)

    def short(table, predicates, columns):
        return notebook["scan"](table, predicates, columns).slice(1)

    wrong = pruning.Scanner(short, notebook)
    for judge in (
        lambda: wrong.expect_rows(DAYS, CASE),
        lambda: wrong.expect_rows_unpruned(table, predicates),
        lambda: wrong.expect_rows_of_duckdb(inputs.LINEITEM_CASES),
    ):
        with pytest.raises(Wrong, match="the number of rows differs"):
            judge()


def test_what_is_lent_is_taken_back(notebook):
    before = dict(notebook)
    pruning.Scanner(notebook["scan"], notebook).expect_rows(DAYS, CASE)
    assert notebook == before


def test_zone_maps_and_answers(notebook):
    right = notebook["build_zone_map"]
    pruning.expect_zones(right, *inputs.VALUES_BY_TYPE, ([], 4, pa.int64()))
    pruning.expect_zones_of_chunks(right, [[1, 2], [], [3, 4, 5]], 2)
    with pytest.raises(Wrong, match=r"first at \[0\].null_count"):
        off = lambda column, rows: [zone._replace(null_count=1) for zone in right(column, rows)]
        pruning.expect_zones(off, ([1, 2], 2))
    with pytest.raises(Wrong):
        pruning.expect_zones_of_chunks(lambda column, rows: right(column, rows)[1:], [[1], [2]], 2)
    for zone, cases in inputs.ANSWERS_BY_TYPE.items():
        pruning.expect_answers(notebook["may_match"], zone, *cases)


@pytest.mark.parametrize("answer, judge", [(True, "needless_read"), (False, "match_lost")])
def test_neither_always_yes_nor_always_no_passes(answer, judge):
    expect = getattr(pruning, f"expect_no_{judge}")
    with pytest.raises(Wrong):
        expect(lambda zone, op, value: answer, [1, None], "=", 1 if judge == "match_lost" else 2)


def test_the_interval_of_no_value_is_asked_for(notebook):
    right = notebook["may_match"]

    def upside_down(zone, op, value):
        if op == "between" and value[0] > value[1]:
            return value[0] <= zone.maximum and value[1] >= zone.minimum
        return right(zone, op, value)

    pruning.expect_no_needless_read(right, [1], "=", 1)
    with pytest.raises(Wrong):
        pruning.expect_no_needless_read(upside_down, [1], "=", 1)


def test_sorts_and_curves(notebook):
    table = {"k": [2, 1, 2, None], "v": [4, 3, 2, 1]}
    ordering.expect_sorted(notebook["compound_sort"], table, ["k"])
    with pytest.raises(Wrong, match="column v differs"):
        unstable = lambda table, keys: notebook["compound_sort"](table, [*keys, "v"])
        ordering.expect_sorted(unstable, table, ["k"])
    ordering.expect_keys(notebook["z_order"], 3, [5, 1, 1], [0.5, 0.25, -1.0])
    with pytest.raises(Wrong):
        swapped = lambda columns, bits: notebook["z_order"](columns[::-1], bits)
        ordering.expect_keys(swapped, 3, [5, 1, 1], [0.5, 0.25, -1.0])


@pytest.mark.parametrize(
    "keys", [None, np.arange(3), np.arange(4, dtype=np.uint64), np.full(3, 1 << 16, np.uint64)]
)
def test_keys_that_are_none(keys):
    with pytest.raises(Wrong, match="16 bits in all"):
        ordering._order_along(keys, 3)


HISTORY = [[(5, 1)], [(0, 2), (9, 0)], "vacuum", [(3, 3)], "vacuum"]


@pytest.fixture
def upkeep(notebook):
    return ordering.Upkeep(notebook["append"], notebook["vacuum"], notebook)


def test_the_reference_keeps_a_table_right(upkeep):
    new = rows_with([5, None, 9], [2, 0, 1], first=8)
    upkeep.expect_appended(stored_as(OLD, NONE, 3), new, read_sorted=0, wrote_sorted=0)
    upkeep.expect_vacuumed(stored_as(OLD, new, 3))
    upkeep.expect_vacuumed(stored_as(OLD, NONE, 3), **upkeep.UNTOUCHED)
    upkeep.expect_zones(new)
    upkeep.expect_refusals({"day": [1]})
    for block_rows in (1, 2, 3):
        upkeep.expect_history(HISTORY, block_rows, 4)


def broken(upkeep, notebook, append=None, vacuum=None):
    return ordering.Upkeep(append or upkeep._append, vacuum or upkeep._vacuum, notebook)


def test_rewriting_the_sorted_region_is_above_the_limit(upkeep, notebook):
    def append(stored, rows):
        copied = BlockTable(*stored.sorted.as_data())
        return upkeep._append(stored, rows)._replace(sorted=copied)

    wrong = broken(upkeep, notebook, append)
    wrong.expect_appended(stored_as(OLD, NONE, 3), rows_with([1], first=8))
    with pytest.raises(Wrong, match="what it wrote of the sorted region"):
        wrong.expect_appended(stored_as(OLD, NONE, 3), rows_with([1], first=8), wrote_sorted=0)


def test_reading_is_counted_before_the_rows_are_looked_at(upkeep, notebook):
    def vacuum(stored):
        stored.sorted.read("day", 0)
        return upkeep._vacuum(stored)

    with pytest.raises(Wrong, match="what it read of the sorted region"):
        broken(upkeep, notebook, vacuum=vacuum).expect_vacuumed(
            stored_as(OLD, NONE, 3), **upkeep.UNTOUCHED
        )


def lose_a_row(stored):
    return stored._replace(
        sorted=inputs.blocks_of(stored.sorted.as_data()[0].slice(1), stored.sorted.block_rows)
    )


def forget_zones(stored):
    rows, block_rows, zones = stored.sorted.as_data()
    narrow = {
        name: [zone._replace(maximum=zone.minimum) for zone in of] for name, of in zones.items()
    }
    return stored._replace(sorted=BlockTable(rows, block_rows, narrow))


@pytest.mark.parametrize(
    "harm, message",
    [
        (lose_a_row, "the number of rows in the sorted region"),
        (forget_zones, "a scan for day >= 4 is wrong"),
        (lambda stored: stored._replace(keys=("item",)), "the sort keys must stay"),
        (lambda stored: stored._replace(unsorted=None), "must be a BlockTable"),
        (lambda stored: None, "a SortedTable was asked for"),
    ],
)
def test_histories_tell_what_vacuum_did(upkeep, notebook, harm, message):
    wrong = broken(upkeep, notebook, vacuum=lambda stored: harm(upkeep._vacuum(stored)))
    with pytest.raises(Wrong, match=message):
        wrong.expect_history(HISTORY, 2, 4)


def test_rows_out_of_order_are_told(upkeep, notebook):
    def vacuum(stored):
        done = upkeep._vacuum(stored)
        rows = done.sorted.as_data()[0]
        backwards = rows.take(pa.array(range(rows.num_rows - 1, -1, -1)))
        return done._replace(sorted=inputs.blocks_of(backwards, done.sorted.block_rows))

    wrong = broken(upkeep, notebook, vacuum=vacuum)
    for judge in (
        lambda: wrong.expect_history(HISTORY, 2, 4),
        lambda: wrong.expect_vacuumed(stored_as(OLD, rows_with([3], first=8), 2)),
    ):
        with pytest.raises(Wrong, match="differs, first in row 0"):
            judge()


def test_stale_zone_maps_are_told(upkeep, notebook):
    vacuum = lambda stored: forget_zones(upkeep._vacuum(stored))
    with pytest.raises(Wrong, match=r"day \(sorted, after vacuum\) is not right"):
        broken(upkeep, notebook, vacuum=vacuum).expect_zones(rows_with([5, None], first=8))


def test_states_end_where_a_step_fails_and_a_stub_says_so(notebook):
    append, vacuum = notebook["append"], notebook["vacuum"]
    rows = rows_with([5], first=8)

    def breaks(stored):
        raise ZeroDivisionError

    def stub(stored):
        raise NotImplementedError("not started")

    assert len(drivers.states_of(append, vacuum, 2, [rows, None, rows])) == 3
    assert len(drivers.states_of(append, breaks, 2, [rows, None, rows])) == 1
    with pytest.raises(NotImplementedError):
        drivers.states_of(append, stub, 2, [rows, None])
