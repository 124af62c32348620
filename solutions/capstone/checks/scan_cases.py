"""Exercise 1: tables in blocks and the scans that are asked of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from warehouse.plans import Scan

COLUMN, LITERAL = "column", "literal"


class Case(NamedTuple):
    """``zoned``: the columns with zone maps, all where it is None."""

    table: pa.Table
    block_rows: int
    scan: Scan
    zoned: list[str] | None = None
    reads: bool = True  # whether it matters which blocks are read


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


def col(name: str) -> list:
    return [COLUMN, name]


def lit(value: object) -> list:
    return [LITERAL, value]


def made(rng: np.random.Generator) -> list[Case]:
    """Names that are other columns' names, predicates over new names."""
    table = ordered(22)
    swapped = scan(["v", "k"], ["<", col("v"), lit(int(rng.integers(8, 30)))], ["k", "v"])
    two = scan(
        ["a", "b", "c"],
        ["and", [">", col("a"), lit(9)], ["<", col("c"), lit(9.5)]],
        ["k", "v", "f"],
    )
    odd = scan(["two words", "ü", "x"], [">=", col("ü"), lit("0012")], ["d", "t", "f"])
    alone = scan(["v"], ["=", col("v"), lit(int(table["v"][5].as_py()))])
    # above all of the column that has this name in the table
    above = scan(["v", "k"], [">", col("v"), lit(int(rng.integers(24, 40)))], ["k", "v"])
    return [
        Case(table, size, one, reads=False)
        for at, one in enumerate((swapped, above, two, odd, alone))
        for size in ((4, 22), (5, 50))[at % 2]
    ]


def plain() -> list[Case]:
    table = ordered(11)
    nothing = [table.slice(0, 0), table.slice(3, 0)]
    cases = [Case(table, 4, scan(["k", "t"], None)), Case(table, 5, scan(["k"], None, ["f"]))]
    cases += [
        Case(one, 4, scan(["k", "d"], p))
        for one in nothing
        for p in (None, [">", col("k"), lit(3)])
    ]
    cases.append(Case(table, 4, scan(["t", "f"], [">", col("f"), lit(1e6)])))
    cases.append(Case(table, 4, scan(["d", "k"], ["=", col("k"), lit(7)])))
    return cases


def comparisons() -> list[Case]:
    """Every operator both ways round, its literal at the ends of blocks, between and beside them."""
    table, found = ordered(), []
    for op in ("=", "<", "<=", ">", ">="):
        for at in (0, 7, 8, 14, 46):
            sides = [col("a"), lit(at)]
            for both in (sides, sides[::-1]) if at in (8, 14) else (sides,):
                found.append(Case(table, 4, scan(["a", "b"], [op, *both], ["k", "v"])))
    # a literal between two whole numbers, beside the ends of blocks
    for op, at in (("<", 8.5), (">", 13.5), (">=", 13.5), ("<=", 8.5)):
        found.append(Case(table, 4, scan(["k", "v"], [op, col("k"), lit(at)])))
    for column, value in (("t", "0016"), ("d", DAY + timedelta(days=15)), ("f", 3.5)):
        for op, right in (("=", False), ("<", True), (">=", False)):
            sides = [lit(value), col(column)] if right else [col(column), lit(value)]
            found.append(Case(table, 4, scan([column, "v"], [op, *sides])))
    # a block of 0, of "" and of False has a least value like others
    naught = pa.table(
        {
            "k": [0, 0, 5, 6],
            "t": ["", "", "x", "y"],
            "y": [False, False, True, True],
            "f": [0.0, -0.0, 1.5, 2.5],
            "v": [1, 2, 3, 4],
        }
    )
    for column, value in (("k", 3), ("t", "w"), ("y", True), ("f", 0.5)):
        found.append(Case(naught, 2, scan([column, "v"], [">=", col(column), lit(value)])))
    return found


def combined() -> list[Case]:
    """in, and, or: of one column and of two, nested, with parts that say nothing."""
    table = ordered()
    k, v = col("k"), col("v")
    low, high = ["<", k, lit(10)], [">", k, lit(36)]
    even = ["<>", v, lit(3)]
    tests = [
        ["in", k, [2, 40]],
        ["in", k, [3, 17]],
        ["in", k, []],
        ["in", k, [46, 0, 46]],
        ["in", k, [-5, 999]],
        ["and", low, high],
        ["or", low, high],
        ["and", ["or", low, high], ["<", v, lit(12)]],
        ["or", ["and", low, ["=", v, lit(-1)]], ["and", high, ["in", k, [38, 41]]]],
        ["and", even, low],
        ["and", low, even],
        ["or", low, even],
        ["or", even, low],
        ["and", ["and", [">=", k, lit(8)], ["<=", lit(20), k]], ["or", low, ["=", k, lit(22)]]],
        ["or", ["in", k, [4]], ["in", col("t"), ["0044"]]],
        ["and", ["or", ["in", k, [4]], ["=", k, lit(44)]], ["or", low, ["like", col("t"), "%4"]]],
    ]
    deep = low
    for bound in range(50):
        deep = (
            ["and", deep, [">", k, lit(bound % 5)]]
            if bound % 2
            else ["or", deep, ["=", k, lit(44)]]
        )
    cases = [Case(table, 4, scan(["k", "v", "t"], test)) for test in tests]
    # few blocks: each costs fifty comparisons
    return [*cases, Case(table.slice(2, 8), 4, scan(["k", "v", "t"], deep))]


def nulls() -> list[Case]:
    values = [1, None, 3, None, None, None, None, None, None, 9, 9, None]
    table = pa.table({"k": pa.array(values, pa.int64()), "v": np.arange(12)})
    k = col("k")
    tests = [
        ["=", k, lit(0)],
        ["<", k, lit(100)],
        [">", lit(0), k],
        [">=", k, lit(-5)],
        ["in", k, [9, 1]],
        ["or", ["=", k, lit(3)], [">", col("v"), lit(9)]],
        ["is_null", k],
        ["not", ["=", k, lit(9)]],
        ["and", ["is_null", k], ["<", col("v"), lit(4)]],
        ["<=", k, col("v")],
    ]
    return [
        Case(table, size, scan(["k", "v"], test))
        for at, test in enumerate(tests)
        for size in ((2, 4), (3,))[at % 2]
    ]


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
    k, w, t = col("k"), col("w"), col("t")
    tests = [
        ["<>", k, lit(5)],
        ["not", ["=", k, lit(5)]],
        ["not", [">", k, lit(4)]],
        ["=", k, w],
        ["<", w, k],
        [">", ["+", k, w], lit(11)],
        ["=", ["*", k, lit(2)], lit(10)],
        ["like", t, "a%"],
        ["in", ["substring", t, 1, 1], ["c", "d"]],
        col("y"),
        ["=", lit(1), lit(1)],
        ["<", lit(2), lit(1)],
        lit(True),
        ["=", col("y"), lit(False)],
        ["case", [[["=", k, lit(5)], ["<", w, lit(5)]]], ["like", t, "d"]],
        ["and", ["<>", k, lit(5)], ["<", k, lit(4)]],
        ["not", ["in", k, [5, 9]]],
    ]
    cases = [Case(table, 2, scan(["k", "w", "t", "y"], test), reads=False) for test in tests]
    # the ends of a block are in a list, or in two comparisons, and what lies between them is not
    wide = pa.table({"k": [3, 5, 6, 1, 1, 4, 6, 6, 6], "v": np.arange(9)})
    ends = [
        ["not", ["in", k, [3, 6, 1, 4]]],
        ["not", ["or", ["<=", k, lit(3)], [">=", k, lit(6)]]],
        ["and", ["<>", k, lit(3)], ["<>", k, lit(6)]],
        ["not", ["and", [">=", k, lit(3)], ["<", k, lit(6)]]],
        ["not", ["not", ["in", k, [5, 2]]]],
    ]
    cases += [Case(wide, 3, scan(["k", "v"], test), reads=False) for test in ends]
    half = ordered()
    some = [
        [">", col("k"), lit(30)],
        ["and", [">", col("k"), lit(30)], ["<", col("t"), lit("0040")]],
        ["or", ["=", col("k"), lit(4)], ["=", col("t"), lit("0044")]],
        ["in", col("k"), [3, 4]],
        ["<=", lit(30), col("k")],
    ]
    cases += [
        Case(half, 4, scan(["k", "t"], test), zoned)
        for test in some
        for zoned in ([], ["t"], ["k", "v"])
    ]
    nan = pa.table({"f": [1.0, float("nan"), float("nan"), float("nan")], "v": [1, 2, 3, 4]})
    cases += [
        Case(nan, 2, scan(["f", "v"], test), reads=False)
        for test in (
            ["<", col("f"), lit(5.0)],
            ["<>", col("f"), lit(1.0)],
            [">=", col("f"), lit(1.0)],
            ["not", ["is_null", col("f")]],
            ["not", ["<", col("f"), lit(5.0)]],
        )
    ]
    return cases


def late(rng: np.random.Generator) -> list[Case]:
    """A predicate over unsorted columns: few blocks have a row left, and zone maps cannot tell: each
    block of five begins with one of the least and one of the greatest values, and none is asked for."""
    low, middle, high = (rng.permutation(some) * 2 for some in np.split(np.arange(40), [8, 32]))
    values = np.column_stack([low, high, middle.reshape(8, 3)]).ravel()
    table = pa.table({"k": values, "v": np.arange(40), "w": np.arange(40) % 3})
    wanted = int(values[17])
    tests = [
        ["=", col("k"), lit(wanted)],
        ["=", col("k"), lit(31)],
        ["and", ["=", col("k"), lit(wanted)], [">=", col("w"), lit(0)]],
        ["or", ["=", col("k"), lit(wanted)], ["=", col("k"), lit(int(values[3]))]],
        ["and", ["<>", col("k"), lit(wanted)], ["in", col("k"), [wanted, int(values[32])]]],
        # no column is named, and no row is left
        lit(False),
        ["<", lit(2), lit(1)],
    ]
    shapes = [(["k", "v", "w"], None), (["w", "k", "v"], None), (["w", "k", "x"], ["w", "k", "v"])]
    return [
        Case(table, 5, scan(names, test, columns))
        for at, test in enumerate(tests)
        for names, columns in (shapes[at % 3], shapes[(at + 1) % 3])
    ]


def generated(rng: np.random.Generator, count: int = 18) -> list[Case]:
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
        return [
            "in",
            col(name),
            [_value(rng, called[name]) for _ in range(int(rng.integers(0, 4)))],
        ]
    if rng.random() < 0.1:
        return ["is_null", col(name)]
    op = str(rng.choice(["=", "<", "<=", ">", ">=", "<>"]))
    sides = [col(name), lit(value)]
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
