"""Exercise 5: aggregates of what lies on slices, beside those of the whole table in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from solutions.capstone.checks import asking
from solutions.capstone.checks.moves import NOTHING, Travels, dealt, drawn, lying
from solutions.capstone.checks.parts import cut
from warehouse.capstone.records import Distributed
from warehouse.capstone.standins import exchange as right_exchange
from warehouse.checks import Wrong, at_most
from warehouse.distribution.cluster import SliceLost, Uncopied
from warehouse.plans import Aggregate

#: Bytes that four groups of 4,000 rows may take between three slices.
MOST_MOVED = 24_000


class Case(NamedTuple):
    slots: list[pa.Table]
    step: Aggregate
    keys: frozenset = NOTHING
    everywhere: bool = False


def aggregated(
    aggregate: Callable, slots: list[pa.Table], step: Aggregate, keys: frozenset, everywhere: bool
) -> tuple:
    """The parts of the result, what is said of them, what travelled, what the exchange was asked (keys and
    the most rows of a slice), and whether the step is as it was.

    # driver: runs in the student's process
    """
    cluster, before, asked = Uncopied(len(slots)), repr(step), []
    data = lying(cluster, slots, keys, everywhere)

    def exchange(cluster: Uncopied, data: Distributed, keys: list[str]) -> Distributed:
        lengths = [len(part) for part in cluster.fetch(list(data.parts))]
        asked.append((list(keys), lengths))
        return right_exchange(cluster, data, keys)

    result = aggregate(cluster, data, step, exchange)
    moved = cluster.traffic().moved
    given = cluster.keep("the result", list(result.parts))
    return (
        cluster.fetch(given),
        result.keys,
        result.everywhere,
        moved,
        asked,
        repr(step) == before,
    )


def losing(aggregate: Callable, slots: list[pa.Table], at: int, step: Aggregate) -> int:
    """# driver: runs in the student's process"""
    cluster = Uncopied(len(slots))
    data, right, count = lying(cluster, slots, frozenset(), False), cluster.run, 0

    def run(*arguments: object, **named: object) -> object:
        nonlocal count
        count += 1
        if count == at:
            raise SliceLost("slice 1 ended. What it held is lost: open a new cluster")
        return right(*arguments, **named)

    cluster.run = run
    aggregate(cluster, data, step, right_exchange)
    return count


# What is due


def due(table: pa.Table, step: Aggregate) -> pa.Table:
    columns = {name: table[name].to_pylist() for name in table.column_names}
    groups: dict[tuple, list[int]] = {} if step.group_by else {(): []}
    for at in range(len(table)):
        key = tuple(columns[name][at] for name in step.group_by)
        groups.setdefault(key, []).append(at)
    rows = [
        (
            *key,
            *(
                _value(one, [columns[one[1]][at] for at in rows] if one[1] is not None else rows)
                for one in step.aggregates
            ),
        )
        for key, rows in groups.items()
    ]
    fields = [table.schema.field(name).type for name in step.group_by]
    fields += [_type(one, table) for one in step.aggregates]
    made = list(zip(*rows)) or [[] for _ in fields]
    return pa.table(
        [pa.array(column, kind) for column, kind in zip(made, fields)],
        [*step.group_by, *step.names],
    )


def _value(aggregate: tuple, values: list) -> object:
    function, column, distinct, scale = aggregate
    if column is None:
        return len(values)
    known = [value for value in values if value is not None]
    if function == "count":
        return len(set(known)) if distinct else len(known)
    if not known:
        return None
    if function in ("min", "max"):
        return {"min": min, "max": max}[function](known)
    total = sum(map(Fraction, known))
    if function == "avg":
        return float(total / len(known) / 10**scale)
    return float(total) if type(known[0]) is float else int(total)


def _type(aggregate: tuple, table: pa.Table) -> pa.DataType:
    function, column, *_ = aggregate
    if function == "count":
        return pa.int64()
    return pa.float64() if function == "avg" else table.schema.field(column).type


def expect(aggregate: Callable, what: str, cases: list[Case]) -> None:
    """``what``: a name of the cases, under which what is due is kept for a class."""
    right = asking.all_due(_due, cases, f"aggregates, {what}")
    texts = [_text(case) for case in cases]
    for case, (rows, most), text, answer in zip(
        cases,
        right,
        texts,
        asking.answers("aggregate", aggregated, aggregate, [tuple(c) for c in cases], texts),
    ):
        got, keys, everywhere, moved, asked, unchanged = answer
        _expect_rows(case, rows, got, text)
        _expect_said(case, keys, everywhere, text)
        if not unchanged:
            raise Wrong("the step was changed", "as it was", "changed", text)
        if lies_together(case):
            if moved or asked:
                what = f"{moved:,} bytes, {len(asked)} exchanges"
                raise Wrong(
                    "rows moved although groups lie together", "0 bytes, no exchange", what, text
                )
        else:
            _expect_exchange(most, asked, text)


def lies_together(case: Case) -> bool:
    return case.everywhere or any(set(key) <= set(case.step.group_by) for key in case.keys)


def _due(
    slots: list[pa.Table], step: Aggregate, keys: frozenset, everywhere: bool
) -> tuple[pa.Table, list[int]]:
    """The rows that are due, and how many of each slice may travel."""
    whole = slots[0] if everywhere else pa.concat_tables(slots)
    once = sorted({one[1] for one in step.aggregates if one[2]})
    names = [*step.group_by, *(name for name in once if name not in step.group_by)]
    most = [len(due(slot, Aggregate(None, names, [], []))) if names else 1 for slot in slots]
    return due(whole, step), most


def _expect_rows(case: Case, right: pa.Table, got: list, text: str) -> None:
    for s, part in enumerate(got):
        if type(part) is not pa.Table or not part.schema.equals(right.schema):
            found = str(part.schema) if type(part) is pa.Table else type(part).__name__
            raise Wrong(
                f"slice {s} of the result holds another kind of table",
                str(right.schema),
                found,
                text,
            )
    if case.everywhere:
        for s, part in enumerate(got):
            asking.expect_table(part, right, text, what=f"slice {s} of the result, a copy,")
        return
    asking.expect_table(pa.concat_tables(got), right, text, what="the result, all slices together,")
    if not case.step.group_by:
        lengths = [len(part) for part in got]
        if lengths != [1] + [0] * (len(got) - 1):
            due_lengths = str([1] + [0] * (len(got) - 1))
            raise Wrong("the result has other rows per slice", due_lengths, str(lengths), text)


def _expect_said(case: Case, keys: object, everywhere: object, text: str) -> None:
    right = frozenset(key for key in case.keys if set(key) <= set(case.step.group_by))
    if not lies_together(case):
        right = frozenset({tuple(case.step.group_by)})
    if type(keys) is not frozenset or keys != right or everywhere is not case.everywhere:
        said = f"{sorted(right)}, {case.everywhere}"
        raise Wrong("of the result something else is said", said, f"{keys}, {everywhere}", text)


def _expect_exchange(most: list[int], asked: list, text: str) -> None:
    if not asked:
        raise Wrong("nothing was exchanged by the function given", "an exchange", "none", text)
    for _, lengths in asked:
        if any(length > limit for length, limit in zip(lengths, most)):
            what = "more rows were exchanged than slices have groups"
            raise Wrong(what, f"at most {most}", str(lengths), text)


def _text(case: Case) -> str:
    said = "everywhere" if case.everywhere else f"by {sorted(case.keys)}" if case.keys else "anyhow"
    return asking.shown(**{"data.parts": case.slots, "data lie": said, "step": case.step})


# Cases

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
        found.append(Case(slots, step(groups, ALL)))
        found.append(Case(slots, step(groups, OTHERS)))
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
    return found


def distinct(rng: np.random.Generator) -> list[Case]:
    found = []
    for groups in ([], ["n"]):
        for column in ("v", "t", "d"):
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
    # copies, and groups that lie together
    slots = [table(rng, 12)] * 3
    found += [
        Case(slots, step(groups, [("count", "v", True), ("sum", "v")]), NOTHING, True)
        for groups in ([], ["n"])
    ]
    found.append(
        Case(
            placed(table(rng, 30), ["n"], 3),
            step(["n", "y"], [("count", "v", True)]),
            frozenset({("n",)}),
        )
    )
    return found


def placed(whole: pa.Table, keys: list[str], slices: int) -> list[pa.Table]:
    """As an exchange by these columns leaves it."""
    return cut(whole, keys, slices)


def without_groups(rng: np.random.Generator) -> list[Case]:
    some, nothing, found = table(rng, 12), table(rng, 0), []
    for wanted in (
        ALL,
        OTHERS,
        [("count", None)],
        [("count", None), ("count", None)],
        [("sum", "v")],
    ):
        asked = step([], wanted)
        found += [
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
        (["n"], ["n"], ()),
        (["n"], ["n", "y"], [("d", "n")]),
        (["y", "n"], ["n", "y"], [("d",)]),
        (["n"], ["y", "n", "t"], [("n", "t"), ("t", "n", "y")]),
        (["n", "t"], ["n"], ()),
        (["n"], ["y"], ()),
        (["n"], [], ()),
        (["n", "t"], ["t"], [("n",)]),
    ):
        whole = table(rng, 40)
        slots = placed(whole, keys, 3)
        # what more is said must be true as well: rows of those columns lie by these
        true = frozenset(
            {tuple(keys), *(key for key in more if set(keys) <= set(key) and "d" not in key)}
        )
        found.append(Case(slots, step(groups, ALL), true))
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


def weighed(aggregate: Callable, slots: list[pa.Table], step: Aggregate) -> tuple:
    """The parts, what travelled, and the keys of each exchange, on slices to which functions go as their code.

    # driver: runs in the student's process
    """
    cluster, used = Travels(len(slots)), []

    def exchange(cluster: Travels, data: Distributed, keys: list[str]) -> Distributed:
        used.append(list(keys))
        return right_exchange(cluster, data, keys)

    result = aggregate(cluster, lying(cluster, slots, frozenset(), False), step, exchange)
    parts = cluster.keep("the result", list(result.parts))
    traffic = cluster.traffic()
    return cluster.fetch(parts), traffic, used


def expect_bytes(aggregate: Callable, rng: np.random.Generator) -> None:
    """Four groups of 4,000 rows."""
    rows = 4_000
    columns = {"g": (0, 2), "h": (0, 2), "v": (0, 99)}
    whole = pa.table({name: rng.integers(*ends, rows) for name, ends in columns.items()})
    one = step(["g", "h"], ALL)
    right = asking.all_due(due, [(whole, one)], "aggregates, weighed")[0]
    cases = [(dealt(whole, 3), one)]
    texts = [f"4,000 rows in four groups on 3 slices, step = {one}"]
    told = asking.answers("aggregate", weighed, aggregate, cases, texts)
    for text, (got, traffic, used) in zip(texts, told):
        asking.expect_table(
            pa.concat_tables(got), right, text, what="the result, all slices together,"
        )
        at_most(traffic.moved, MOST_MOVED, "what travelled between slices", "bytes")
        at_most(sum(traffic.to_leader), 0, "what went to the leader", "bytes")
        if not used:
            raise Wrong("nothing was exchanged by the function given", "an exchange", "none", text)


def expect_failures(aggregate: Callable) -> None:
    rng = np.random.default_rng(11)
    slots, other = dealt(table(rng, 12), 3), dealt(table(rng, 12), 3)
    one = step(["n"], [("sum", "v"), ("avg", "v")])
    text = _text(Case(slots, one))
    cases = [(slots, at, one) for at in range(1, 20)]
    told = asking.endings("aggregate", losing, aggregate, cases)
    asking.expect_losses("aggregate", told, text)
    more = step(["n"], [("sum", "v"), ("min", "v")])
    expect(
        aggregate,
        "again",
        [
            Case(slots, one),
            Case(other, one),
            Case(slots, one),
            Case(slots, more),
            Case(slots[:2], one),
            Case(slots, one),
            Case(slots, one._replace(names=["p", "q"])),
        ],
    )
