"""Exercise 1: scans, the rows that are due, and the blocks that may be read for them."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable

import numpy as np
import pyarrow as pa

from solutions.capstone.checks import asking
from solutions.capstone.checks.scan_cases import COLUMN, LITERAL, Case, col, lit, ordered, scan
from warehouse import plans
from warehouse.checks import Wrong, kept, seed
from warehouse.plans import Scan, evaluate
from warehouse.zone_maps.blocks import BlockTable, ReadError
from warehouse.zone_maps.records import ZoneMap

HOLDS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def stored(table: pa.Table, block_rows: int, zoned: list[str] | None) -> object:
    """# driver: runs in the student's process"""
    zones = {}
    for name in table.column_names if zoned is None else zoned:
        values = table[name].to_pylist()
        starts = range(0, len(values), block_rows)
        zones[name] = [zone_of(values[at : at + block_rows]) for at in starts]
    return BlockTable(table.combine_chunks(), block_rows, zones)


def zone_of(values: list) -> ZoneMap:
    """Of a few values in a tenth of the time that Arrow takes.

    # driver: runs in the student's process
    """
    known = [value for value in values if value is not None and value == value]
    ends = min(known, default=None), max(known, default=None)
    return ZoneMap(*ends, values.count(None), len(values))


def scanned(
    scan_slice: Callable, table: pa.Table, block_rows: int, scan: Scan, zoned: list[str] | None
) -> tuple[pa.Table, list[tuple[str, int]], bool]:
    """What the scan gives, what it read, and whether its arguments are as they were.

    # driver: runs in the student's process
    """
    made, before = stored(table, block_rows, zoned), repr(scan)
    zones = repr(made.zones)
    got = scan_slice(made, scan)
    return got, list(made.reads.elements()), repr(scan) == before and repr(made.zones) == zones


def failing(
    scan_slice: Callable, table: pa.Table, block_rows: int, scan: Scan, at: int
) -> tuple[int, bool]:
    """A scan whose read number ``at`` fails: how many it made, and whether it went on after the failure.

    # driver: runs in the student's process
    """
    made = stored(table, block_rows, None)
    right, count = made.read, 0

    class Unread(ReadError, KeyError, ValueError, RuntimeError):
        """Also what a scan may expect of something else, and catch."""

    def read(column: str, block: int) -> object:
        nonlocal count
        count += 1
        if count == at:
            kind = Unread if at % 4 in (2, 3) else ReadError  # each of each column, in any order
            raise kind(f"block {block} of {column} cannot be read")
        return right(column, block)

    made.read = read
    scan_slice(made, scan)
    return count


def due(case: Case) -> pa.Table:
    return evaluate.run(case.scan, lambda table, names: case.table.select(names))


def allowed(case: Case) -> set[tuple[str, int]]:
    """The blocks that a scan may read."""
    called = dict(zip(case.scan.names, case.scan.columns))
    predicate = case.scan.predicate
    first = {called[name] for name in plans.columns_of(predicate)} if predicate else set()
    held = [True] * len(case.table)
    if predicate:
        named = case.table.select(case.scan.columns).rename_columns(case.scan.names)
        held = evaluate.value(predicate, named).to_pylist()
    found = set()
    for block in range(-(-len(case.table) // case.block_rows)):
        rows = case.table.slice(block * case.block_rows, case.block_rows)
        if predicate and not _possible(predicate, rows, called, case.zoned):
            continue
        start = block * case.block_rows
        left = any(held[start : start + case.block_rows])
        found |= {(column, block) for column in case.scan.columns if left or column in first}
    return found


def _possible(predicate: list, rows: pa.Table, called: dict, zoned: list[str] | None) -> bool:
    """Whether zone maps leave room, said by values: is there one between the block's smallest and its
    largest for which it holds?"""
    kind, *parts = predicate
    if kind == "and":
        return all(_possible(part, rows, called, zoned) for part in parts)
    if kind == "or":
        return any(_possible(part, rows, called, zoned) for part in parts)
    if kind == "in":
        tests = [["=", parts[0], [LITERAL, value]] for value in parts[1]]
        if parts[0][0] != COLUMN or not _known(parts[0], called, zoned):
            return True
        return any(_possible(test, rows, called, zoned) for test in tests)
    if kind not in ("=", "<", "<=", ">", ">=") or {p[0] for p in parts} != {COLUMN, LITERAL}:
        return True
    column = next(part for part in parts if part[0] == COLUMN)
    if not _known(column, called, zoned):
        return True
    there = [value for value in rows[called[column[1]]].to_pylist() if value is not None]
    there = [value for value in there if value == value]
    if not there:
        return False
    ends = min(there), max(there)
    literal = next(part for part in parts if part[0] == LITERAL)[1]
    if kind == "=":
        return not (literal < ends[0] or literal > ends[1])
    sides = [[end if part[0] == COLUMN else literal for part in parts] for end in ends]
    return any(HOLDS[kind](*both) for both in sides)


def _known(column: list, called: dict, zoned: list[str] | None) -> bool:
    return zoned is None or called[column[1]] in zoned


def expect(scan_slice: Callable, what: str, cases: list[Case]) -> None:
    """Of every case the rows, in order; no block twice and none that is not allowed.
    ``what``: a name of the cases, under which what is due is kept for a class."""
    given = [(case.table, case.block_rows, case.scan, case.zoned) for case in cases]
    texts = [_text(case) for case in cases]
    right = kept(
        lambda: [(due(case), sorted(allowed(case)) if case.reads else []) for case in cases],
        "capstone scans",
        what,
        seed("capstone"),
    )
    told = asking.answers("scan_slice", scanned, scan_slice, given, texts)
    for case, text, (rows, may), (table, read, unchanged) in zip(cases, texts, right, told):
        asking.expect_table(table, rows, text, ordered=True)
        if not unchanged:
            raise Wrong("the scan, or the table, was changed", "as it was", "changed", text)
        if case.reads:
            _expect_reads(set(map(tuple, may)), read, text)


def _expect_reads(may: set, read: list, text: str) -> None:
    twice = sorted(place for place, count in Counter(map(tuple, read)).items() if count > 1)
    if twice:
        raise Wrong("blocks were read twice", "once at most", _places(twice), text)
    more = sorted(set(map(tuple, read)) - may)
    if more:
        what = "blocks were read that no row can be in, or of which no row was left"
        raise Wrong(what, f"of {_places(sorted(may))} at most", _places(more), text)


def _places(places: list[tuple[str, int]]) -> str:
    shown = ", ".join(f"{column}[{block}]" for column, block in places[:14])
    return (shown or "nothing") + (" ..." if len(places) > 14 else "")


def _text(case: Case) -> str:
    given = {"rows": case.table, "block_rows": case.block_rows, "scan": case.scan}
    if case.zoned is not None:
        given["zone maps of"] = case.zoned
    return asking.shown(**given)


def expect_failures(scan_slice: Callable) -> None:
    """At each of its reads in turn the scan meets an error, which must come out."""
    table = ordered(12)
    asked = scan(["k", "v"], [">", col("k"), lit(6)])
    reads = len(allowed(Case(table, 4, asked)))
    cases = [(table, 4, asked, at) for at in range(1, reads + 1)]
    told = asking.endings("scan_slice", failing, scan_slice, cases)
    text = _text(Case(table, 4, asked))
    for at, ending in enumerate(told, 1):
        what = f"read number {at} failed, and the scan went on as if it had not"
        kind = "Unread" if at % 4 in (2, 3) else "ReadError"
        asking.expect_raised(ending, kind, "cannot be read", text, what)


def expect_again(scan_slice: Callable) -> None:
    """One scan of two tables in turn, of other block sizes and with other zone maps, and two scans of
    one."""
    one, other = ordered(16), ordered(16).slice(0, 9)
    moved = one.set_column(0, "k", pa.array(np.arange(16)[::-1] * 2))
    asked = scan(["k", "v"], ["<", col("k"), lit(9)])
    more = scan(["k", "v"], ["<", col("k"), lit(21)])
    cases = [
        Case(one, 4, asked),
        Case(other, 4, asked),
        Case(one, 4, more),
        Case(moved, 4, asked),
        Case(one, 4, asked),
        Case(one, 8, asked),
        Case(moved, 4, asked, []),
        Case(one, 4, asked),
    ]
    expect(scan_slice, "again", cases)
