"""Exercise 1: scans, the rows that are due, and the blocks that may be read for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from solutions.capstone.checks import asking
from warehouse import plans
from warehouse.capstone.loading import in_blocks
from warehouse.checks import Wrong, kept, seed
from warehouse.plans import Scan, evaluate
from warehouse.zone_maps.blocks import ReadError

COLUMN, LITERAL = "column", "literal"


class Case(NamedTuple):
    """``zoned``: the columns with zone maps, all where it is None."""

    table: pa.Table
    block_rows: int
    scan: Scan
    zoned: list[str] | None = None
    reads: bool = True  # whether it matters which blocks are read


def stored(table: pa.Table, block_rows: int, zoned: list[str] | None) -> object:
    """# driver: runs in the student's process"""
    made = in_blocks(table, None, block_rows)
    if zoned is not None:
        made.zones = {name: zones for name, zones in made.zones.items() if name in zoned}
    return made


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

    def read(column: str, block: int) -> object:
        nonlocal count
        count += 1
        if count == at:
            raise ReadError(f"block {block} of {column} cannot be read")
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
    found = set()
    for block in range(-(-len(case.table) // case.block_rows)):
        rows = case.table.slice(block * case.block_rows, case.block_rows)
        if predicate and not _possible(predicate, rows, called, case.zoned):
            continue
        left = len(due(case._replace(table=rows)))
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
    literal = next(part for part in parts if part[0] == LITERAL)[1]
    if kind == "=":
        return not (literal < min(there) or literal > max(there))
    left = [part[1] if part[0] == LITERAL else None for part in parts]
    return any(
        evaluate.value(
            [kind, *([LITERAL, end] if one is None else [LITERAL, one] for one in left)],
            pa.table({"one": [0]}),
        )[0].as_py()
        for end in (min(there), max(there))
    )


def _known(column: list, called: dict, zoned: list[str] | None) -> bool:
    return zoned is None or called[column[1]] in zoned


def expect(scan_slice: Callable, what: str, cases: list[Case]) -> None:
    """Of every case the rows, in order; no block twice and none that is not allowed.
    ``what``: a name of the cases, under which what is due is kept for a class."""
    given = [(case.table, case.block_rows, case.scan, case.zoned) for case in cases]
    texts = [_text(case) for case in cases]
    right = kept(
        lambda: [(due(case), sorted(allowed(case))) for case in cases],
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


# Cases. The table of most: k in order, so that zone maps tell something.

DAY = date(1995, 1, 1)


def ordered(rows: int = 24, name: str = "k") -> pa.Table:
    """Numbers 0, 2, 4, ..., and the same as texts, days and floats; ``v`` in no order."""
    numbers = np.arange(rows) * 2
    return pa.table(
        {
            name: numbers,
            "t": [f"{number:04}" for number in numbers],
            "d": [DAY + timedelta(days=int(number)) for number in numbers],
            "f": numbers / 4,
            "v": numbers * 7 % 23,
        }
    )


def scan(names: list[str], predicate: list | None, columns: list[str] | None = None) -> Scan:
    return Scan("t", columns or names, list(names), predicate)


def _c(name: str) -> list:
    return [COLUMN, name]


def _l(value: object) -> list:
    return [LITERAL, value]


def made(rng: np.random.Generator) -> list[Case]:
    """Names that are other columns' names, predicates over new names."""
    table = ordered(22)
    swapped = scan(["v", "k"], ["<", _c("v"), _l(int(rng.integers(8, 30)))], ["k", "v"])
    two = scan(
        ["a", "b", "c"], ["and", [">", _c("a"), _l(9)], ["<", _c("c"), _l(9.5)]], ["k", "v", "f"]
    )
    odd = scan(["two words", "ü", "x"], [">=", _c("ü"), _l("0012")], ["d", "t", "f"])
    alone = scan(["v"], ["=", _c("v"), _l(int(table["v"][5].as_py()))])
    return [
        Case(table, size, one, reads=False)
        for one in (swapped, two, odd, alone)
        for size in (4, 5, 22, 50)
    ]


def plain() -> list[Case]:
    table = ordered(11)
    nothing = [table.slice(0, 0), table.slice(3, 0)]
    cases = [Case(table, 4, scan(["k", "t"], None)), Case(table, 5, scan(["k"], None, ["f"]))]
    cases += [
        Case(one, 4, scan(["k", "d"], p)) for one in nothing for p in (None, [">", _c("k"), _l(3)])
    ]
    cases.append(Case(table, 4, scan(["t", "f"], [">", _c("f"), _l(1e6)])))
    cases.append(Case(table, 4, scan(["d", "k"], ["=", _c("k"), _l(7)])))
    return cases


def comparisons() -> list[Case]:
    """Every operator both ways round, its literal at the ends of blocks, between and beside them."""
    table, found = ordered(), []
    for op in ("=", "<", "<=", ">", ">="):
        for at in (0, 7, 8, 14, 15, 46, 47):
            sides = [_c("a"), _l(at)]
            for both in (sides, sides[::-1]):
                found.append(Case(table, 4, scan(["a", "b"], [op, *both], ["k", "v"])))
    for column, value in (("t", "0016"), ("d", DAY + timedelta(days=15)), ("f", 3.5)):
        for op in ("=", "<", ">="):
            sides = [[_c(column), _l(value)], [_l(value), _c(column)]]
            found += [Case(table, 4, scan([column, "v"], [op, *both])) for both in sides]
    return found


def combined() -> list[Case]:
    """in, and, or: of one column and of two, nested, with parts that say nothing."""
    table = ordered()
    k, v = _c("k"), _c("v")
    low, high = ["<", k, _l(10)], [">", k, _l(36)]
    even = ["<>", v, _l(3)]
    tests = [
        ["in", k, [2, 40]],
        ["in", k, [3, 17]],
        ["in", k, []],
        ["in", k, [46, 0, 46]],
        ["in", k, [-5, 999]],
        ["and", low, high],
        ["or", low, high],
        ["and", ["or", low, high], ["<", v, _l(12)]],
        ["or", ["and", low, ["=", v, _l(-1)]], ["and", high, ["in", k, [38, 41]]]],
        ["and", even, low],
        ["and", low, even],
        ["or", low, even],
        ["or", even, low],
        ["and", ["and", [">=", k, _l(8)], ["<=", _l(20), k]], ["or", low, ["=", k, _l(22)]]],
        ["or", ["in", k, [4]], ["in", _c("t"), ["0044"]]],
        ["and", ["or", ["in", k, [4]], ["=", k, _l(44)]], ["or", low, ["like", _c("t"), "%4"]]],
    ]
    deep = low
    for bound in range(30):
        deep = (
            ["and", deep, [">", k, _l(bound % 5)]] if bound % 2 else ["or", deep, ["=", k, _l(44)]]
        )
    return [Case(table, 4, scan(["k", "v", "t"], test)) for test in (*tests, deep)]


def nulls() -> list[Case]:
    values = [1, None, 3, None, None, None, None, None, None, 9, 9, None]
    table = pa.table({"k": pa.array(values, pa.int64()), "v": np.arange(12)})
    k = _c("k")
    tests = [
        ["=", k, _l(0)],
        ["<", k, _l(100)],
        [">", _l(0), k],
        [">=", k, _l(-5)],
        ["in", k, [9, 1]],
        ["or", ["=", k, _l(3)], [">", _c("v"), _l(9)]],
        ["is_null", k],
        ["not", ["=", k, _l(9)]],
        ["and", ["is_null", k], ["<", _c("v"), _l(4)]],
        ["<=", k, _c("v")],
    ]
    return [Case(table, size, scan(["k", "v"], test)) for test in tests for size in (2, 3, 4)]


def others() -> list[Case]:
    """What is asked of zone maps in vain: they must neither skip nor stumble."""
    table = pa.table(
        {
            "k": [5, 5, 5, 5, 1, 9, 3, 3],
            "w": [5, 6, 4, 5, 1, 1, 3, 8],
            "t": ["ab", "ab", "b", "", "ab", "c", "d", "e"],
            "y": [True, True, False, False, True, False, True, True],
        }
    )
    k, w, t = _c("k"), _c("w"), _c("t")
    tests = [
        ["<>", k, _l(5)],
        ["not", ["=", k, _l(5)]],
        ["not", [">", k, _l(4)]],
        ["=", k, w],
        ["<", w, k],
        [">", ["+", k, w], _l(11)],
        ["=", ["*", k, _l(2)], _l(10)],
        ["like", t, "a%"],
        ["in", ["substring", t, 1, 1], ["c", "d"]],
        _c("y"),
        ["=", _l(1), _l(1)],
        ["<", _l(2), _l(1)],
        _l(True),
        ["=", _c("y"), _l(False)],
        ["case", [[["=", k, _l(5)], ["<", w, _l(5)]]], ["like", t, "d"]],
        ["and", ["<>", k, _l(5)], ["<", k, _l(4)]],
        ["not", ["in", k, [5, 9]]],
    ]
    cases = [Case(table, 2, scan(["k", "w", "t", "y"], test), reads=False) for test in tests]
    half = ordered()
    some = [
        [">", _c("k"), _l(30)],
        ["and", [">", _c("k"), _l(30)], ["<", _c("t"), _l("0040")]],
        ["or", ["=", _c("k"), _l(4)], ["=", _c("t"), _l("0044")]],
        ["in", _c("k"), [3, 4]],
        ["<=", _l(30), _c("k")],
    ]
    cases += [
        Case(half, 4, scan(["k", "t"], test), zoned)
        for test in some
        for zoned in ([], ["t"], ["k", "v"])
    ]
    nan = pa.table({"f": [1.0, float("nan"), float("nan"), float("nan")], "v": [1, 2, 3, 4]})
    cases += [
        Case(nan, 2, scan(["f", "v"], test), reads=False)
        for test in (["<", _c("f"), _l(5.0)], ["<>", _c("f"), _l(1.0)], [">=", _c("f"), _l(1.0)])
    ]
    return cases


def late(rng: np.random.Generator) -> list[Case]:
    """A predicate over unsorted columns: few blocks have a row left, and zone maps cannot tell."""
    values = rng.permutation(40) * 2
    table = pa.table({"k": values, "v": np.arange(40), "w": np.arange(40) % 3})
    wanted = int(values[17])
    tests = [
        ["=", _c("k"), _l(wanted)],
        ["=", _c("k"), _l(31)],
        ["and", ["=", _c("k"), _l(wanted)], [">=", _c("w"), _l(0)]],
        ["or", ["=", _c("k"), _l(wanted)], ["=", _c("k"), _l(int(values[3]))]],
        ["and", ["<>", _c("k"), _l(wanted)], ["in", _c("k"), [wanted, int(values[30])]]],
    ]
    shapes = [(["k", "v", "w"], None), (["w", "k", "v"], None), (["w", "k", "x"], ["w", "k", "v"])]
    return [
        Case(table, 5, scan(names, test, columns)) for test in tests for names, columns in shapes
    ]


def generated(rng: np.random.Generator, count: int = 40) -> list[Case]:
    return [drawn(rng) for _ in range(count)]


def drawn(rng: np.random.Generator) -> Case:
    rows = int(rng.integers(1, 24))
    numbers = (
        np.sort(rng.integers(-9, 10, rows)) if rng.random() < 0.7 else rng.integers(-9, 10, rows)
    )
    holes = rng.random(rows) < (0.3 if rng.random() < 0.4 else 0)
    kinds = {
        "n": pa.array([None if hole else int(n) for hole, n in zip(holes, numbers)], pa.int64()),
        "t": pa.array([f"{n + 10:02}" for n in numbers], pa.string()),
        "d": pa.array([DAY + timedelta(days=int(n)) for n in numbers], pa.date32()),
        "f": pa.array([n / 2 for n in numbers], pa.float64()),
        "v": pa.array(rng.integers(0, 9, rows)),
    }
    columns = [str(name) for name in rng.permutation(list(kinds))][: int(rng.integers(1, 6))]
    names = [f"c{i}" for i in rng.permutation(len(columns))]
    called = dict(zip(names, columns))
    zoned = None if rng.random() < 0.7 else [c for c in columns if rng.random() < 0.5]
    predicate = None if rng.random() < 0.1 else test(rng, called, int(rng.integers(0, 4)))
    return Case(
        pa.table(kinds),
        int(rng.choice([1, 2, 3, 5, 8])),
        Scan("t", columns, names, predicate),
        zoned,
        reads=False,
    )


def test(rng: np.random.Generator, called: dict[str, str], depth: int) -> list:
    if depth:
        word = str(rng.choice(["and", "or", "not"], p=[0.45, 0.45, 0.1]))
        parts = [test(rng, called, depth - 1) for _ in range(1 if word == "not" else 2)]
        return [word, *parts]
    name = str(rng.choice(list(called)))
    value = _value(rng, called[name])
    if rng.random() < 0.2:
        return ["in", _c(name), [_value(rng, called[name]) for _ in range(int(rng.integers(0, 4)))]]
    if rng.random() < 0.1:
        return ["is_null", _c(name)]
    op = str(rng.choice(["=", "<", "<=", ">", ">=", "<>"]))
    sides = [_c(name), _l(value)]
    return [op, *(sides if rng.random() < 0.6 else sides[::-1])]


def _value(rng: np.random.Generator, column: str) -> object:
    number = int(rng.integers(-11, 12))
    return {
        "n": number,
        "t": f"{number + 12:02}",
        "d": DAY + timedelta(days=number),
        "f": number / 2,
        "v": number,
    }[column]


def expect_failures(scan_slice: Callable) -> None:
    """At each of its reads in turn the scan meets an error, which must come out."""
    table = ordered(12)
    asked = scan(["k", "v"], [">", _c("k"), _l(6)])
    reads = len(allowed(Case(table, 4, asked)))
    cases = [(table, 4, asked, at) for at in range(1, reads + 1)]
    told = asking.endings("scan_slice", failing, scan_slice, cases)
    text = _text(Case(table, 4, asked))
    for at, ending in enumerate(told, 1):
        what = f"read number {at} failed, and the scan went on as if it had not"
        asking.expect_raised(ending, "ReadError", "cannot be read", text, what)


def expect_again(scan_slice: Callable) -> None:
    """One scan of two tables in turn, of other block sizes and with other zone maps, and two scans of
    one."""
    one, other = ordered(16), ordered(16).slice(0, 9)
    moved = one.set_column(0, "k", pa.array(np.arange(16)[::-1] * 2))
    asked = scan(["k", "v"], ["<", _c("k"), _l(9)])
    more = scan(["k", "v"], ["<", _c("k"), _l(21)])
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
