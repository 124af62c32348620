"""The zone maps lab's judgements: right answers pass, hand-made wrong ones do not."""

from __future__ import annotations

import re
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from autograder.quality.attack_corpus import reference
from solutions.zone_maps.checks import (
    drivers,
    inputs,
    maintenance,
    oracles,
    ordering,
    pruning,
    scanning,
    values,
)
from solutions.zone_maps.checks.inputs import NONE, OLD, rows_with, stored_as
from warehouse.checks import Wrong
from warehouse.zone_maps.blocks import BlockTable, ReadError, SortedTable
from warehouse.zone_maps.records import Predicate, ZoneMap

DAYS = inputs.days()


@pytest.fixture
def notebook():
    """The names of a notebook in which every exercise is solved."""
    names: dict = {
        "pa": pa,
        "np": np,
        "pc": scanning.pc,
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
            size = table.block_rows
            at = slice(size * block, size * (block + 1))
            rows, read = whole.slice(at.start, size), set()
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


RULES = ("skips", "late", "once")


@pytest.mark.parametrize("first", [0, 1, 2])
@pytest.mark.parametrize("rule", RULES)
def test_reads_are_right_whichever_predicate_is_taken_first(first, rule):
    scanning.Scanner(reading(first=first), {}).expect_reads(rule, DAYS, CASE)


GAP = ("note", ("day", "in", [2, 12]), ("fare", "<>", 2.5))


@pytest.mark.parametrize(
    ("rule", "broken", "case", "message"),
    [
        ("skips", {"prune": False}, CASE, "block 0 is ruled out by the zone map of fare"),
        ("late", {"late": False}, ("note", ("day", "<>", 2)), None),
        ("once", {"twice": True}, CASE, "was read 2 times"),
    ],
)
def test_each_rule_of_reading_is_told_apart(rule, broken, case, message):
    scanner = scanning.Scanner(reading(**broken), {})
    for other in RULES:
        if other == rule:
            with pytest.raises(Wrong, match=message or "holds no row that matches"):
                scanner.expect_reads(other, DAYS, case)
        else:
            scanner.expect_reads(other, DAYS, case)


def test_the_reference_scan_passes_and_one_that_drops_rows_does_not(notebook):
    right = scanning.Scanner(notebook["scan"], notebook)
    for case in (CASE, ("day",), ("day day", ("day", "=", 99))):
        right.expect_rows(DAYS, case)
    for kind in ({}, {"of_types": True}, {"unzoned": 0.6}):
        right.expect_answers(**kind)
    right.expect_refusals()
    right.expect_failures()
    right.expect_rows_of_duckdb(inputs.LINEITEM_CASES)

    def short(table, predicates, columns):
        return notebook["scan"](table, predicates, columns).slice(1)

    wrong = scanning.Scanner(short, notebook)
    for judge in (
        lambda: wrong.expect_rows(DAYS, CASE),
        wrong.expect_answers,
        lambda: wrong.expect_rows_of_duckdb(inputs.LINEITEM_CASES),
    ):
        with pytest.raises(Wrong, match="the number of rows differs"):
            judge()


def test_a_scan_that_looks_before_it_refuses_or_swallows_a_failure(notebook):
    scan = notebook["scan"]

    def looks(table, predicates, columns):
        if table.num_blocks:
            table.read("day", 0)
        return scan(table, predicates, columns)

    def swallows(table, predicates, columns):
        try:
            return scan(table, predicates, columns)
        except ReadError:
            return None

    with pytest.raises(Wrong, match="nothing may be read before a name is refused"):
        scanning.Scanner(looks, notebook).expect_refusals()
    with pytest.raises(Wrong, match="call 1 of the table failed, and swallows went on"):
        scanning.Scanner(swallows, notebook).expect_failures()


def test_what_is_lent_is_taken_back(notebook):
    before = dict(notebook)
    scanning.Scanner(notebook["scan"], notebook).expect_rows(DAYS, CASE)
    assert notebook == before


def test_zone_maps_and_answers(notebook):
    right = notebook["build_zone_map"]
    pruning.expect_zones(right, ([], 4, pa.int64()))
    pruning.expect_zones_of(right, values.columns(values.FLOATS, 5, nulls=0.3, nans=0.4))
    pruning.expect_ends_of(right, values.columns_of_types())
    pruning.expect_no_zones(right)
    off = lambda column, rows: [zone._replace(null_count=1) for zone in right(column, rows)]
    with pytest.raises(Wrong, match=r"first at \[0\].null_count"):
        pruning.expect_zones(off, ([1, 2], 2))
    pruning.expect_ends_of(off, [(pa.array([1, 2]), 2)])
    pruning.expect_random_answers(notebook["may_match"], values.blocks(), {True, False})
    pruning.expect_random_answers(notebook["may_match"], values.blocks(True), {True, False})
    pruning.expect_counts(notebook["may_match"])
    pruning.expect_nothing_to_match(notebook["may_match"], inputs.BLOCKS_AND_NOTHINGS)
    pruning.expect_no_operators(notebook["may_match"], "like")
    with pytest.raises(Wrong, match="must refuse this input"):
        pruning.expect_no_operators(notebook["may_match"], "=")


#: What others publish, and Arrow or Python have no order or no value of.
NOT_ASKED_FOR = {
    "halffloat": pa.array(np.array([1, 2], np.float16)),
    "string_view": pa.array(["a", None], pa.string_view()),
    "decimal32": pa.array([None, Decimal("0.5")], pa.decimal32(5, 2)),
    "dictionary": pa.array(["b", "a"]).dictionary_encode(),
    "timestamp[ns]": pa.array([1, 2], pa.timestamp("ns")),
    "time64[ns]": pa.array([1, 2], pa.time64("ns")),
    "list": pa.array([[1]]),
}


@pytest.mark.parametrize("name", NOT_ASKED_FOR)
def test_the_reference_refuses_by_name_what_is_not_asked_for(notebook, name):
    column = NOT_ASKED_FOR[name]
    for given in (column, pa.chunked_array([column])):
        with pytest.raises(TypeError, match=re.escape(name)):
            notebook["build_zone_map"](given, 2)


@pytest.mark.parametrize("answer", [True, False])
def test_neither_always_yes_nor_always_no_passes(answer):
    with pytest.raises(Wrong):
        pruning.expect_random_answers(lambda *asked: answer, values.blocks(), {not answer})


def test_a_block_of_two_values_may_be_skipped_by_who_counts_them(notebook):
    def keen(zone, op, value):
        if op == "=" and zone.rows - zone.null_count <= 2 and zone.minimum is not None:
            return value in (zone.minimum, zone.maximum)
        return notebook["may_match"](zone, op, value)

    pruning.expect_random_answers(keen, [([1, 5], "=", 3), ([1, 2, 5], "=", 3)][:1], {True, False})
    pruning.expect_random_answers(keen, values.blocks(), {True, False})


def test_sorts_and_curves(notebook):
    table = {"k": [2, 1, 2, None], "v": [4, 3, 2, 1]}
    ordering.expect_schema_kept(notebook["compound_sort"])
    ordering.expect_no_such_keys(notebook["compound_sort"])
    ordering.expect_other_columns_kept(notebook["compound_sort"])
    ordering.expect_sorted(notebook["compound_sort"], table, ["k"])
    with pytest.raises(Wrong, match="column v differs"):
        unstable = lambda table, keys: notebook["compound_sort"](table, [*keys, "v"])
        ordering.expect_sorted(unstable, table, ["k"])
    case = ([[5, 1, 1], [0.5, 0.25, -1.0]], 3)
    ordering.expect_each_keys(notebook["z_order"], [case])
    ordering.expect_no_keys(notebook["z_order"])
    with pytest.raises(Wrong):
        swapped = lambda columns, bits: notebook["z_order"](columns[::-1], bits)
        ordering.expect_each_keys(swapped, [case])


@pytest.mark.parametrize(
    "keys", [None, np.arange(3), np.arange(4, dtype=np.uint64), np.full(3, 1 << 16, np.uint64)]
)
def test_keys_that_are_none(keys):
    with pytest.raises(Wrong, match="16 bits in all"):
        ordering._order_along(keys, 3)


@pytest.fixture
def upkeep(notebook):
    return maintenance.Upkeep(notebook["append"], notebook["vacuum"], notebook)


def test_the_reference_keeps_a_table_right(upkeep):
    new = rows_with([5, None, 9], [2, 0, 1], first=8)
    upkeep.expect_appended(stored_as(OLD, NONE, 3), new, read_sorted=0, wrote_sorted=0)
    upkeep.expect_vacuumed(stored_as(OLD, new, 3))
    upkeep.expect_vacuumed(stored_as(OLD, NONE, 3), **upkeep.UNTOUCHED)
    upkeep.expect_zones()
    upkeep.expect_refusals()
    upkeep.expect_failures()
    upkeep.expect_cheap_vacuum()
    upkeep.expect_cheap_append()
    upkeep.expect_steps()
    upkeep.expect_order()
    upkeep.expect_schema_kept()


def broken(upkeep, notebook, append=None, vacuum=None):
    return maintenance.Upkeep(append or upkeep._append, vacuum or upkeep._vacuum, notebook)


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


def other_blocks(stored):
    return stored._replace(unsorted=inputs.blocks_of(stored.unsorted.as_data()[0], 99))


def forget_zones(stored):
    rows, block_rows, zones = stored.sorted.as_data()
    narrow = {
        name: [zone._replace(maximum=zone.minimum) for zone in of] for name, of in zones.items()
    }
    return stored._replace(sorted=BlockTable(rows, block_rows, narrow))


def turn(stored):
    rows = stored.sorted.as_data()[0]
    backwards = rows.take(pa.array(range(rows.num_rows - 1, -1, -1)))
    return stored._replace(sorted=inputs.blocks_of(backwards, stored.sorted.block_rows))


def test_a_schema_made_anew_is_told(upkeep, notebook):
    def vacuum(stored):
        got = upkeep._vacuum(stored)
        return got._replace(
            unsorted=inputs.blocks_of(pa.table(got.unsorted.as_data()[0].to_pydict()), 2)
        )

    with pytest.raises(Wrong, match="must have the schema that it had"):
        broken(upkeep, notebook, vacuum=vacuum).expect_schema_kept()


@pytest.mark.parametrize(
    "harm, message",
    [
        (lose_a_row, "the sorted region must hold other rows"),
        (other_blocks, "the rows a block of the unsorted region"),
        (turn, "differs, first in row 0"),
        (lambda stored: stored._replace(keys=("item",)), "the sort keys must stay"),
        (lambda stored: stored._replace(unsorted=None), "must be a BlockTable"),
        (lambda stored: None, "a SortedTable was asked for"),
    ],
)
def test_histories_tell_what_vacuum_did(upkeep, notebook, harm, message):
    wrong = broken(upkeep, notebook, vacuum=lambda stored: harm(upkeep._vacuum(stored)))
    with pytest.raises(Wrong, match=message):
        wrong.expect_steps()


def test_wrong_zone_maps_are_told_and_are_no_fault_of_the_order(upkeep, notebook):
    wrong = broken(upkeep, notebook, vacuum=lambda stored: forget_zones(upkeep._vacuum(stored)))
    wrong.expect_appended(stored_as(OLD, NONE, 3), rows_with([1], first=8))
    with pytest.raises(Wrong, match="zone maps of day, sorted region"):
        wrong.expect_zones()


def test_zone_maps_changed_in_an_old_table_are_told(upkeep, notebook):
    def append(stored, rows):
        stored.unsorted.zones["day"][:] = [ZoneMap(0, 0, 0, 0)] * stored.unsorted.num_blocks
        return upkeep._append(stored, rows)

    with pytest.raises(Wrong, match="zone maps of day, unsorted region"):
        broken(upkeep, notebook, append).expect_zones()


def test_states_end_where_a_step_fails_and_a_stub_says_so(notebook):
    append, vacuum = notebook["append"], notebook["vacuum"]
    rows = rows_with([5], first=8)
    history = (rows.schema, ("day",), 2, [rows, None, rows])

    def breaks(stored):
        raise ZeroDivisionError

    def stub(stored):
        raise NotImplementedError("not started")

    assert len(drivers.states_of(append, vacuum, [history])[0]) == 3
    assert len(drivers.states_of(append, breaks, [history])[0]) == 1
    assert drivers.states_of(append, lambda stored: 5, [history])[0][1] is None
    with pytest.raises(NotImplementedError):
        drivers.states_of(append, stub, [history])
