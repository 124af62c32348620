"""Aggregates, rows that are spread over files, and what all rows give together."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

import numpy as np

from solutions.data_lake.checks.conditions import pick
from warehouse.data_lake.records import Aggregate

FUNCTIONS = ("count", "sum", "avg", "min", "max")


def computed(it: Aggregate, rows: list[dict]) -> object:
    """An aggregate of these rows, by its definition."""
    if it.column is None:
        return len(rows)
    values = [row[it.column] for row in rows if row[it.column] is not None]
    if it.function == "count":
        return len(values)
    if not values:
        return None
    if it.function in ("sum", "avg"):
        total = values[0]
        for value in values[1:]:
            total += value
        return total if it.function == "sum" else total / len(values)
    ordered = sorted(values)
    return ordered[0] if it.function == "min" else ordered[-1]


def _some(rng: np.random.Generator, count: int) -> list[Aggregate]:
    """Of any functions, of numbers all, of texts and dates what is possible."""
    found = []
    for _ in range(count):
        column = pick(rng, ("x", "y", "x", "when", "what"))
        possible = FUNCTIONS if column in ("x", "y") else ("count", "min", "max")
        found.append(Aggregate(pick(rng, possible), column, False))
    if rng.random() < 0.3:
        found.insert(int(rng.integers(0, count + 1)), Aggregate("count", None, False))
    return found


def pushed(aggregates: list[Aggregate]) -> list[Aggregate]:
    """What is needed, one by one."""
    needed: list[Aggregate] = []
    for it in aggregates:
        for function in {"avg": ("sum", "count")}.get(it.function, (it.function,)):
            one = Aggregate(function, it.column, False)
            if one not in needed:
                needed.append(one)
    return needed


def lists(rng: np.random.Generator, kind: str) -> list[tuple[tuple, object]]:
    """``((aggregates,), what is pushed)``. ``kind``: "lists" or "distinct"."""
    cases, distinct = [], kind == "distinct"
    for number in range(30):
        aggregates = _some(rng, 1 if distinct and number < 10 else number // 6)
        if distinct:
            # of extremes alone, and of others
            pool = [it for it in aggregates if number % 2 or it.function in ("min", "max")]
            aggregates = pool or [Aggregate("max", "x", False)]
            at = int(rng.integers(0, len(aggregates)))
            aggregates[at] = aggregates[at]._replace(distinct=True)
        whole = any(it.distinct and it.function not in ("min", "max") for it in aggregates)
        cases.append(((aggregates,), None if whole else pushed(aggregates)))
    return cases + both_ways() if distinct else cases


def both_ways() -> list[tuple[tuple, object]]:
    """One extreme with distinct and without, in either order."""
    cases = []
    for function in ("min", "max"):
        two = [Aggregate(function, "x", True), Aggregate(function, "x", False)]
        for aggregates in (two, two[::-1], [*two, *two]):
            cases.append(((aggregates,), pushed(aggregates)))
    return cases


def _row(rng: np.random.Generator, kind: str) -> dict:
    large = kind == "large"
    row = {
        "x": int(rng.integers(2**60, 2**62)) if large else int(rng.integers(-9, 10)),
        "y": int(rng.integers(1, 5)),
        "when": date(1994, 1, 1) + timedelta(int(rng.integers(0, 99))),
        "what": pick(rng, ("b", "a", "z", "é")),
    }
    if kind == "nulls":
        row = {name: None if rng.random() < 0.7 else value for name, value in row.items()}
    return row


def drawn(rng: np.random.Generator, kind: str) -> list[tuple[tuple, dict]]:
    """``((aggregates, parts), the result)``, few rows first. But for kind "groups" all groups have
    rows in every file."""
    keys: list[tuple] = [("north",), ("south",)]
    if kind == "groups":
        keys = [(), (None,), (0,), ("",), (0, None), ("", 0), (False,), ("x",)]
    cases: list[tuple[tuple, dict]] = []
    for number in range(30):
        if kind == "rows":
            aggregates = _some(rng, 1 + number // 8)
            for at, it in enumerate(aggregates):
                if it.function in ("min", "max") and rng.random() < 0.2:
                    aggregates[at] = it._replace(distinct=True)
            if rng.random() < 0.3:
                aggregates.append(aggregates[0])
        else:
            # one alone, so that what is wrong with several is told by one check
            possible = {"large": ("sum", "avg"), "groups": ("sum", "max", "count")}
            aggregates = [Aggregate(pick(rng, possible.get(kind, FUNCTIONS)), "x", False)]
        own = [keys[int(it)] for it in rng.permutation(len(keys))[: 1 + number // 10]]
        if (0,) in own and (False,) in own:
            own.remove((False,))  # the same key to Python
        files: list[dict[tuple, list[dict]]] = []
        for _ in range(1 + number // 7):
            here = [key for key in own if kind != "groups" or rng.random() < 0.6]
            files.append(
                {key: [_row(rng, kind) for _ in range(int(rng.integers(1, 4)))] for key in here}
            )
        asked = pushed(aggregates)
        parts = [
            {key: [computed(it, rows) for it in asked] for key, rows in file.items()}
            for file in files
        ]
        every = {key: [row for file in files for row in file.get(key, [])] for key in own}
        result = {
            key: [computed(it, rows) for it in aggregates] for key, rows in every.items() if rows
        }
        cases.append(((aggregates, parts), result))
    if kind == "groups":
        cases.append((([Aggregate("avg", "x", False)], []), {}))
        cases.append((([Aggregate("count", None, False)], [{}, {}]), {}))
        cases += apart()
    return cases + {"rows": signs, "nulls": signs_and_nulls}.get(kind, list)()


def signs() -> list[tuple[tuple, dict]]:
    """Zero, and the empty text, beside what is below and above."""
    return [
        _each(("sum", "min", "max"), "x", (-3, 0, 2)),
        _each(("max", "min"), "what", ("", "a", "0")),
        *in_between(),
    ]


def in_between() -> list[tuple[tuple, dict]]:
    """An average whose sum and count do not stand side by side; and the count of all rows beside
    that of a column of such a name."""
    cases = []
    for functions in (("count", "avg", "max"), ("sum", "min", "avg"), ("count", "max", "avg")):
        cases.append(_each(functions, "x", (-3, 5)))
    counts = [Aggregate("count", column, False) for column in (None, "None", "*", "")]
    for asked, values in ((counts, [9, 4, 2, 1]), (counts[::-1], [1, 2, 4, 9])):
        cases.append(((asked, [{("a",): values}]), {("a",): values}))
    return cases


def nothing_asked() -> list[tuple[tuple, dict]]:
    """Groups of which nothing is asked."""
    return [(([], [{("a",): []}, {("b",): [], ("a",): []}]), {("a",): [], ("b",): []})]


def signs_and_nulls() -> list[tuple[tuple, dict]]:
    others = {"what": ("", "é", None), "when": (date.min, date.max, None)}
    cases = [_each((function,), "x", (-3, 0, None)) for function in FUNCTIONS]
    return (
        cases
        + beside_all_rows()
        + [
            _each((function,), column, values)
            for column, values in others.items()
            for function in ("count", "min", "max")
        ]
    )


def beside_all_rows() -> list[tuple[tuple, dict]]:
    """The count of all rows beside what leaves nulls out."""
    cases, files = [], [[4, None, None], [None], [2, 6]]
    rows = [[{"x": value} for value in values] for values in files]
    for functions in (("avg",), ("count", "avg"), ("sum", "count")):
        asked = [
            Aggregate("count", None, False),
            *(Aggregate(one, "x", False) for one in functions),
        ]
        for aggregates in (asked, asked[::-1]):
            parts = [{("a",): [computed(it, one) for it in pushed(aggregates)]} for one in rows]
            right = [computed(it, sum(rows, [])) for it in aggregates]
            cases.append(((aggregates, parts), {("a",): right}))
    return cases


def _each(functions: tuple, column: str, values: tuple) -> tuple[tuple, dict]:
    """Three files, each with one row of each group; the groups have each of some values in each
    file."""
    asked = [Aggregate(function, column, False) for function in functions]
    groups = list(itertools.product(values, repeat=3))
    parts = [
        {group: [computed(it, [{column: group[at]}]) for it in pushed(asked)] for group in groups}
        for at in range(3)
    ]
    rows = {group: [{column: value} for value in group] for group in groups}
    return (asked, parts), {g: [computed(it, rows[g]) for it in asked] for g in groups}


def apart() -> list[tuple[tuple, dict]]:
    """Every part has a group that no other has, and one that is in the last but one too."""
    total, cases = [Aggregate("sum", "x", False)], []
    # keys that are others, and one as texts; no two of them can be put in order
    alike = [(1, None), (1, "None"), ("1", "None"), ("a b",), ("a", "b"), ("a, b",), ("a", "b "),
             (date(1994, 3, 1),), ("1994-03-01",)]  # fmt: skip
    found = {key: [at] for at, key in enumerate(alike)}
    cases.append(((total, [found, found]), {key: [2 * at] for key, [at] in found.items()}))
    for count in range(1, 6):
        parts: list[dict] = [{(at,): [at + 1]} for at in range(count)]
        parts[-1][("both",)], right = [7], {key: its for part in parts for key, its in part.items()}
        cases.append(((total, parts), right | {("both",): [7]}))
        if count > 1:
            twice = [*parts[:-2], parts[-2] | {("both",): [2]}, parts[-1]]
            cases.append(((total, twice), right | {("both",): [9]}))
    return cases


def refused() -> list[tuple[list[Aggregate], str]]:
    """(aggregates, what the message names)."""
    good = Aggregate("sum", "x", False)
    return [
        ([Aggregate("median", "x", False)], "median"),
        ([good, Aggregate("first", "x", True)], "first"),
        ([Aggregate("count", "x", True), Aggregate("SUM", "x", False)], "SUM"),
        ([Aggregate("mean", None, False), good], "mean"),
        ([Aggregate("avg", "x", True), good, Aggregate("Avg", "x", True)], "Avg"),
        ([Aggregate("sum", "x", True), Aggregate("total", "x", False)], "total"),
        ([good, Aggregate("min", "x", True), Aggregate("", None, False)], ""),
    ]
