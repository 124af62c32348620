"""Exercise 5: tables on slices and the aggregates that are asked of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pyarrow as pa

from solutions.capstone.checks.keyed_tables import NOTHING, dealt, drawn
from solutions.capstone.checks.parts import cut
from warehouse.plans import Aggregate


class Case(NamedTuple):
    slots: list[pa.Table]
    step: Aggregate
    keys: frozenset = NOTHING
    everywhere: bool = False


ALL = [("count", None), ("count", "v"), ("sum", "v"), ("min", "v"), ("max", "v"), ("avg", "v")]
OTHERS = [
    ("sum", "f"),
    ("min", "f"),
    ("max", "t"),
    ("min", "d"),
    ("count", "y"),
    ("avg", "f"),
    ("max", "d"),
]


def step(groups: list[str], wanted: list[tuple], names: list[str] | None = None) -> Aggregate:
    """``wanted``: (function, column), and where they are not False and 0, distinct and scale."""
    whole = [(*one, *(False, 0)[len(one) - 2 :]) for one in wanted]
    return Aggregate(None, list(groups), names or [f"r{i}" for i in range(len(whole))], whole)


def table(rng: np.random.Generator, rows: int, nulls: float = 0) -> pa.Table:
    made = drawn(rng, rows, nulls=nulls)
    values = [None if rng.random() < nulls else int(v) for v in rng.integers(-50, 50, rows)]
    made = made.set_column(0, "n", pa.array([int(n) for n in rng.integers(0, 5, rows)], pa.int64()))
    floats = [None if rng.random() < nulls else float(v) / 8 for v in rng.integers(-40, 40, rows)]
    made = made.set_column(made.column_names.index("f"), "f", pa.array(floats, pa.float64()))
    return made.append_column("v", pa.array(values, pa.int64()))


def functions(rng: np.random.Generator) -> list[Case]:
    found = []
    for number, groups in enumerate((["n"], ["t"], ["d"], ["y"], ["n", "y"], ["t", "d", "n"])):
        slots = dealt(table(rng, 40), number % 3 + 2)
        found.append(Case(slots, step(groups, (ALL, OTHERS)[number % 2])))
    big = pa.table({"g": [1, 2, 1, 2, 1], "v": [2**62, 2**53 + 1, 2**61, -1, -(2**60) + 7]})
    found.append(
        Case(dealt(big, 2), step(["g"], [("sum", "v"), ("max", "v"), ("min", "v"), ("count", "v")]))
    )
    found.append(Case(dealt(table(rng, 20), 3), step(["n"], [("min", "v")])))
    found.append(
        Case(
            dealt(table(rng, 20), 3),
            step(["n"], [("max", "v"), ("max", "v"), ("sum", "v"), ("avg", "v")]),
        )
    )
    found.append(Case(dealt(table(rng, 20), 3), step(["n", "y"], [])))
    found.append(
        Case(dealt(table(rng, 20), 2), step(["n"], [("max", "n"), ("count", "n"), ("sum", "n")]))
    )
    return found


def averages(rng: np.random.Generator) -> list[Case]:
    """Slices of very different sizes, scales, averages beside the sums and counts they are made of."""
    whole, found = table(rng, 40), []
    slots = [whole.slice(0, 30), whole.slice(30, 9), whole.slice(39)]
    for groups in (["n"], [], ["y", "n"]):
        found.append(
            Case(
                slots,
                step(groups, [("avg", "v", False, 2), ("sum", "v"), ("avg", "f"), ("count", "v")]),
            )
        )
        found.append(
            Case(
                slots,
                step(groups, [("avg", "v", False, 4), ("avg", "v", False, 0), ("count", None)]),
            )
        )
    # whole numbers that a float cannot hold one by one
    large = pa.table({"g": [1, 1, 2, 2], "v": [2**54 + 1, 2**54 + 3, -(2**53) - 1, 7]})
    found.append(Case(dealt(large, 2), step(["g"], [("avg", "v"), ("count", "v")])))
    return found


def nulls(rng: np.random.Generator) -> list[Case]:
    found = [
        Case(dealt(table(rng, 40, nulls=0.4), 3), step(groups, [*ALL, *OTHERS]))
        for groups in (["t"], ["d", "y"], ["y"])
    ]
    hollow = pa.table(
        {
            "g": pa.array([1, 1, None, None, 2], pa.int64()),
            "v": pa.array([None, None, None, 4, None], pa.int64()),
            "f": pa.nulls(5, pa.float64()),
        }
    )
    found.append(Case(dealt(hollow, 2), step(["g"], [*ALL, ("sum", "f"), ("avg", "f")])))
    found.append(Case(dealt(hollow, 3), step([], [*ALL, ("sum", "f"), ("avg", "f")])))
    found.append(Case([hollow.slice(0, 2), hollow.slice(4)], step([], ALL)))
    scaled = [("avg", "v", False, 2), ("avg", "f", False, 1), ("avg", "v", False, 0)]
    found += [Case(dealt(hollow.slice(0, 3), 2), step(groups, scaled)) for groups in (["g"], [])]
    # numbers that are one number as floats, beside nulls
    big = pa.table(
        {
            "g": pa.array([2**53, 2**53 + 1, None, 2**53, None], pa.int64()),
            "v": pa.array([2**60 + 1, None, 5, -(2**60), None], pa.int64()),
        }
    )
    asked = [("sum", "v"), ("max", "v"), ("count", "v", True)]
    found += [Case(dealt(big, 2), step(groups, asked)) for groups in (["g"], [])]
    return found


def distinct(rng: np.random.Generator) -> list[Case]:
    found = []
    for groups, columns in (([], "vt"), (["n"], "vd")):
        for column in columns:
            slots = dealt(table(rng, 40, nulls=0.2), 3)
            found.append(Case(slots, step(groups, [("count", column, True)])))
            beside = [
                ("count", column, False),
                ("count", column, True),
                ("sum", "v"),
                ("avg", "v"),
                ("count", None),
                ("min", column),
                ("count", column, True),
            ]
            found.append(Case(slots, step(groups, beside)))
    few = pa.table({"x": [1, 2, 2]})
    found += [
        Case([few.slice(0, 2), few.slice(2)], step([], [("count", "x", True)])),
        Case([few, few], step([], [("count", "x", True), ("count", "x")])),
        Case(
            [few.slice(0, 0)] * 2,
            step([], [("count", None), ("count", "x", True), ("sum", "x"), ("count", "x")]),
        ),
        Case(
            [pa.table({"x": pa.nulls(2, pa.int64())})] * 2,
            step([], [("count", "x", True), ("count", None)]),
        ),
        Case(dealt(table(rng, 20), 2), step(["n"], [("count", "n", True), ("max", "v")])),
    ]
    found += counted_among_groups()
    # copies, and groups that lie together
    beside = [("count", "y", True), ("sum", "v"), ("count", None), ("count", "y"), ("avg", "v")]
    slots, by_n = [table(rng, 12, nulls=0.2)] * 3, frozenset({("n",)})
    on_first = [table(rng, 12), table(rng, 0)]
    found += [Case(slots, step(groups, beside), NOTHING, True) for groups in ([], ["n"])]
    found.append(Case(placed(table(rng, 30), ["n"], 3), step(["n", "t"], beside), by_n))
    found.append(Case(on_first, step([], beside), frozenset({()})))
    return found


def counted_among_groups() -> list[Case]:
    """Distinct counts, alone and beside others, of a column that is grouped by, of one that is null in all
    rows of a group, and of one that is null everywhere: on several slices and on one."""
    whole = pa.table(
        {
            "g": pa.array([1, None, 2, 1, None, 3], pa.int64()),
            "v": pa.array([4, None, None, 5, None, 4], pa.int64()),
            "t": pa.array([None, "a", None, "", "b", None], pa.string()),
            "w": pa.nulls(6, pa.int64()),
        }
    )
    found = []
    for groups in (["g"], ["t", "g"], ["v"], []):
        for column in "gvtw":
            once = ("count", column, True)
            beside = [("sum", "v"), once, ("count", column), ("max", column), once]
            for wanted in ([once], beside):
                found.append(Case([whole.slice(0, 3), whole.slice(3)], step(groups, wanted)))
            found.append(Case([whole], step(groups, [once]), NOTHING, True))
    return found


def placed(whole: pa.Table, keys: list[str], slices: int) -> list[pa.Table]:
    """As an exchange by these columns leaves it."""
    return cut(whole, keys, slices)


def without_groups(rng: np.random.Generator) -> list[Case]:
    some, nothing, found = table(rng, 12), table(rng, 0), []
    for wanted in (
        ALL,
        OTHERS,
        [("count", None), ("count", None)],
        [("sum", "v")],
    ):
        asked = step([], wanted)
        more = [
            Case(dealt(some, 3), asked),
            Case([nothing, some, nothing], asked),
            Case([nothing] * 3, asked),
            Case([some], asked),
            Case([nothing], asked),
            Case([some] * 2, asked, NOTHING, True),
            Case([nothing] * 2, asked, NOTHING, True),
            Case([some, nothing], asked, frozenset({()})),
            Case([nothing, nothing], asked, frozenset({()})),
        ]
        found += more if wanted is ALL else more[:3]
    grouped = step(["n"], ALL)
    found += [
        Case([nothing, some], grouped),
        Case([nothing] * 2, grouped),
        Case([some], grouped),
        Case([nothing], grouped),
        Case([nothing] * 2, grouped, NOTHING, True),
    ]
    return found


def together(rng: np.random.Generator) -> list[Case]:
    """Groups that lie together by all, by some or by none of the columns, and those that do not."""
    found = []
    for keys, groups, more in (
        # of two tuples of columns one is in the groups, the first in one order or in the other
        (["n"], ["copy"], [("copy",)]),
        (["n"], ["n", "y"], [("copy",)]),
        (["y", "n"], ["n", "y"], ()),
        (["n"], ["y", "n", "t"], [("n", "t"), ("t", "n", "y")]),
        (["n", "t"], ["n"], ()),
        (["n"], ["y"], ()),
        (["n"], [], ()),
        (["n", "t"], ["t"], ()),
    ):
        whole = table(rng, 40)
        whole = whole.append_column("copy", whole["n"])
        slots = placed(whole, keys, 3)
        found.append(Case(slots, step(groups, ALL), frozenset({tuple(keys), *more})))
    on_first = [table(rng, 20), table(rng, 0), table(rng, 0)]
    found += [
        Case(on_first, step(groups, ALL), frozenset({()})) for groups in (["n"], [], ["y", "t"])
    ]
    found.append(Case(on_first, step(["n"], ALL), frozenset({(), ("n",), ("y",)})))
    found += [
        Case([table(rng, 15)] * 3, step(groups, ALL), NOTHING, True)
        for groups in (["n"], ["t", "y"], [])
    ]
    return found


def named() -> list[Case]:
    whole = pa.table(
        {
            "a": [1, 2, 1, 2],
            "b": [5, 6, 7, 8],
            "g0": [1, 1, 2, 2],
            "p0": [3, 4, 5, 6],
            "two words": ["x", "y", "x", "z"],
            "b_sum": [1, 2, 3, 4],
            "key": [0, 0, 0, 1],
        }
    )
    slots = dealt(whole, 2)
    return [
        Case(slots, step(["a"], [("sum", "b"), ("max", "p0")], ["b", "p0"])),
        Case(slots, step(["g0"], [("sum", "b"), ("count", "a")], ["a", "b"])),
        Case(slots, step(["p0", "a"], [("avg", "b"), ("count", None)], ["avg", "count_all"])),
        Case(slots, step(["two words"], [("min", "b_sum"), ("sum", "b")], ["b_sum", "ü ü"])),
        Case(slots, step(["key", "g0"], [("count", "b", True), ("sum", "b_sum")], ["b", "a"])),
        Case(slots, step([], [("sum", "b"), ("min", "a")], ["a", "b"])),
        Case([whole] * 2, step(["b_sum"], [("sum", "b"), ("sum", "a")], ["b", "a"]), NOTHING, True),
    ]
