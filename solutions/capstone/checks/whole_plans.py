"""Exercise 7: plans over three small tables, made by hand and drawn, and how these tables lie."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from solutions.capstone.checks.plan_cases import KINDS
from warehouse import plans
from warehouse.capstone import loading
from warehouse.plans import Aggregate, Filter, Join, Plan, Project, Scan, Sort

#: How a table lies: None for everywhere, otherwise the columns that it is placed by, () for anyhow.
Layout = dict[str, tuple[str, ...] | None]
TPCH: Layout = {name: key and (key,) for name, (key, _) in loading.LAYOUT.items()}


class Case(NamedTuple):
    plan: Plan
    tables: dict[str, pa.Table]
    layout: Layout
    slices: int


@cache
def small_tables(salt: int = 0) -> dict[str, pa.Table]:
    rng = np.random.default_rng(100 + salt)

    def numbers(count: int, most: int, nulls: bool = True) -> pa.Array:
        made = rng.integers(0, most, count).tolist()
        return pa.array([None if nulls and rng.random() < 0.15 else n for n in made], pa.int64())

    return {
        "r": pa.table(
            {
                "a": numbers(26, 7),
                "b": numbers(26, 30, False),
                "t": pa.array([f"w{n}" for n in rng.integers(0, 4, 26)]),
            }
        ),
        "s": pa.table(
            {
                "a": numbers(15, 7),
                "c": numbers(15, 30),
                "u": pa.array([f"w{n}" for n in rng.integers(0, 4, 15)]),
            }
        ),
        "e": pa.table({"a": numbers(4, 7, False), "d": numbers(4, 9)}),
    }


COLUMNS = {"r": ["a", "b", "t"], "s": ["a", "c", "u"], "e": ["a", "d"]}


def scan(table: str, mark: str, predicate: list | None = None) -> Scan:
    """All columns of a table, called as it calls them with the mark behind."""
    return Scan(table, COLUMNS[table], [f"{name}{mark}" for name in COLUMNS[table]], predicate)


def watched() -> list[Case]:
    """Plans in which each input lies in another way."""
    r, s, e = scan("r", "1"), scan("s", "2"), scan("e", "")  # e is read under its own names
    c = lambda name: ["column", name]  # noqa: E731
    less = Filter(r, ["<", c("b1"), ["literal", 20]])
    joined = Join("inner", less, s, ["a1"], ["a2"], None)
    renamed = Project(
        joined, ["k", "v", "w", "t"], [c("a1"), ["+", c("b1"), c("c2")], c("c2"), c("t1")]
    )
    third = Join("left", renamed, e, ["k"], ["a"], None)
    summed = Aggregate(
        third,
        ["k", "t"],
        ["n", "x", "m"],
        [("count", None, False, 0), ("sum", "v", False, 0), ("avg", "d", False, 0)],
    )
    whole = Sort(summed, [("k", True, False), ("t", False, True)], 9)
    semi = Join(
        "semi", s, Filter(r, [">", c("b1"), ["literal", 4]]), ["a2", "u2"], ["a1", "t1"], None
    )
    counted = Aggregate(semi, [], ["n", "x"], [("count", None, False, 0), ("max", "c2", False, 0)])
    against = Join("inner", e, counted, [], [], ["<", c("d"), c("x")])
    anti = Project(
        Join("anti", r, s, ["a1"], ["a2"], ["<", c("b1"), c("c2")]), ["b", "a"], [c("b1"), c("a1")]
    )
    found = []
    for at, layout in enumerate(
        (
            {"r": ("a",), "s": ("a",), "e": None},
            {"r": ("b",), "s": ("a",), "e": ("d",)},
            {"r": (), "s": None, "e": ("a",)},
            {"r": None, "s": (), "e": ()},
        )
    ):
        found += [
            Case(plan, small_tables(), layout, (3, 5, 3, 2)[at])
            for plan in (whole, (against, anti)[at % 2])
        ]
    return found


def copies() -> list[tuple[Case, str]]:
    """Results that are everywhere, with and without a sort."""
    layout: Layout = {"r": None, "s": None, "e": None}
    r, s = scan("r", "1"), scan("s", "2")
    joined = Join("inner", r, s, ["a1"], ["a2"], None)
    counted = Aggregate(joined, ["t1"], ["n"], [("count", None, False, 0)])
    total = Aggregate(r, [], ["n"], [("sum", "b1", False, 0)])
    made = (
        r,
        joined,
        counted,
        total,
        Sort(counted, [("t1", False, False)], 3),
        Join("semi", s, r, ["a2"], ["a1"], None),
    )
    found = [(Case(plan, small_tables(), layout, 3), "") for plan in made]
    few = ["<", ["column", "a1"], ["literal", 3]]
    some = [
        few,
        ["not", few],
        ["or", few, [">", ["column", "b1"], ["literal", 25]]],
        ["is_null", ["column", "a1"]],
    ]
    lying: Layout = {"r": (), "s": ("a",), "e": None}
    return found + [(Case(Filter(r, one), small_tables(), lying, 3), "") for one in some]


def repeated() -> list[Case]:
    """Plans in which a step stands twice, as two objects that are equal, and steps that are nearly equal."""
    c = lambda name: ["column", name]  # noqa: E731
    r, s = scan("r", "1"), scan("s", "2")
    joined = Join("inner", r, s, ["a1"], ["a2"], None)
    grouped = Aggregate(joined, ["a1"], ["n"], [("sum", "b1", False, 0)])

    def twice(one: Plan, other: Plan, name: str) -> Plan:
        other = plans.from_data(plans.to_data(other))
        left, right = (
            Project(one, ["p", "q"], [c("a1"), c(name)]),
            Project(other, ["x", "y"], [c("a1"), c(name)]),
        )
        return Join("inner", left, right, ["p"], ["x"], [">=", c("q"), c("y")])

    near = [r._replace(predicate=[">", c("b1"), ["literal", bound]]) for bound in (3, 4)]
    flipped = Join("inner", r, s, ["a1"], ["a2"], [">", c("b1"), ["literal", 9]])
    layout: Layout = {"r": ("a",), "s": (), "e": ("a",)}
    literals = [Project(r, ["a1", "z"], [c("a1"), ["literal", one]]) for one in (1, True, 1.0)]
    typed = [Project(one, [f"k{i}", f"z{i}"], [c("a1"), c("z")]) for i, one in enumerate(literals)]
    kinds = Join(
        "inner",
        Join("inner", typed[0], typed[1], ["k0"], ["k1"], None),
        typed[2],
        ["k0"],
        ["k2"],
        None,
    )
    passed = Project(Filter(r, [">", c("b1"), ["literal", 5]]), ["a1", "b1"], [c("a1"), c("b1")])
    plan_list = [
        twice(passed, passed, "b1"),
        twice(grouped, grouped, "n"),
        twice(near[0], near[1], "b1"),
        twice(Filter(joined, [">", c("c2"), ["literal", 5]]), joined, "b1"),
        twice(joined, flipped, "b1"),
        kinds,
    ]
    return [Case(plan, small_tables(), layout, 2) for plan in plan_list]


def drawn(rng: np.random.Generator) -> Case:
    """Any plan over the three tables, however these lie."""
    keys = {"r": [("a",), ("b",), ("t", "a")], "s": [("a",), ("u",)], "e": [("a",), ("d", "a")]}
    layout: Layout = {}
    for name, some in keys.items():
        layout[name] = (None, (), some[int(rng.integers(len(some)))])[
            int(rng.choice(3, p=[0.25, 0.25, 0.5]))
        ]
    maker = Maker(rng)
    plan = maker.plan()
    return Case(plan, small_tables(int(rng.integers(50))), layout, int(rng.integers(1, 5)))


class Maker:
    """Plans of a few steps; ``made`` counts the kinds."""

    def __init__(self, rng: np.random.Generator):
        self.rng, self.count, self.made = rng, 0, Counter()

    def name(self) -> str:
        self.count += 1
        return f"m{self.count}"

    def scan(self) -> tuple[Plan, dict[str, str]]:
        """A step, and the kinds of its columns."""
        table = str(self.rng.choice(["r", "s", "e"], p=[0.45, 0.35, 0.2]))
        kinds = {name: "text" if name in "tu" else "int" for name in COLUMNS[table]}
        names = [self.name() for _ in kinds]
        known = dict(zip(names, kinds.values()))
        self.made["scan"] += 1
        return Scan(
            table, list(kinds), names, self.test(known) if self.rng.random() < 0.3 else None
        ), known

    def test(self, known: dict[str, str]) -> list:
        name = str(self.rng.choice(list(known)))
        value = f"w{self.rng.integers(4)}" if known[name] == "text" else int(self.rng.integers(20))
        return [str(self.rng.choice(["<", ">=", "<>"])), ["column", name], ["literal", value]]

    def plan(self) -> Plan:
        step, known = self.scan()
        for _ in range(int(self.rng.integers(1, 5))):
            kind = str(self.rng.choice(["join", "join", "project", "filter", "aggregate"]))
            step, known = getattr(self, kind)(step, known)
        if self.rng.random() < 0.5:
            keys = [
                (name, bool(self.rng.random() < 0.5), bool(self.rng.random() < 0.5))
                for name in known
            ]
            limit = None if self.rng.random() < 0.5 else int(self.rng.integers(0, 9))
            self.made["sort"] += 1
            return Sort(step, keys, limit)
        return step

    def join(self, step: Plan, known: dict[str, str]) -> tuple[Plan, dict[str, str]]:
        other, theirs = self.scan()
        if self.rng.random() < 0.3:
            other, theirs = self.aggregate(other, theirs)
        pairs = [(a, b) for a in known for b in theirs if known[a] == theirs[b]]
        chosen = [
            pairs[int(at)]
            for at in self.rng.permutation(len(pairs))[: int(self.rng.choice([0, 1, 1, 1, 2]))]
        ]
        kind = str(self.rng.choice(KINDS, p=[0.4, 0.2, 0.2, 0.2]))
        small = [name for name in theirs if theirs[name] == "int"]
        residual = None
        mine = [name for name in known if known[name] == "int"]
        if small and mine and self.rng.random() < 0.3:
            residual = [
                "<",
                ["column", str(self.rng.choice(mine))],
                ["column", str(self.rng.choice(small))],
            ]
        step = Join(kind, step, other, [a for a, _ in chosen], [b for _, b in chosen], residual)
        self.made[kind] += 1
        if not chosen and kind in ("inner", "left"):  # every row with every row: keep it small
            step = Join("semi", step.left, step.right, [], [], residual)
            kind = "semi"
        return step, known if kind in ("semi", "anti") else known | theirs

    def project(self, step: Plan, known: dict[str, str]) -> tuple[Plan, dict[str, str]]:
        names, expressions, kinds = [], [], {}
        for name in self.rng.permutation(list(known))[: int(self.rng.integers(1, len(known) + 1))]:
            for _ in range(2 if self.rng.random() < 0.2 else 1):
                names.append(self.name())
                kinds[names[-1]] = known[str(name)]
                plain = ["column", str(name)]
                computed = known[str(name)] == "int" and self.rng.random() < 0.3
                expressions.append(["+", plain, ["literal", 1]] if computed else plain)
        self.made["project"] += 1
        return Project(step, names, expressions), kinds

    def filter(self, step: Plan, known: dict[str, str]) -> tuple[Plan, dict[str, str]]:
        self.made["filter"] += 1
        return Filter(step, self.test(known)), known

    def aggregate(self, step: Plan, known: dict[str, str]) -> tuple[Plan, dict[str, str]]:
        groups = [
            str(n) for n in self.rng.permutation(list(known))[: int(self.rng.choice([0, 1, 1, 2]))]
        ]
        numbers = [name for name in known if known[name] == "int"]
        wanted = [("count", None, False, 0)]
        if numbers:
            column = str(self.rng.choice(numbers))
            wanted += [("sum", column, False, 0), ("min", column, False, 0)]
            if self.rng.random() < 0.3:
                wanted.append(("count", column, True, 0))
        names = [self.name() for _ in wanted]
        self.made["no groups" if not groups else "aggregate"] += 1
        return Aggregate(step, groups, names, wanted), {
            g: known[g] for g in groups
        } | dict.fromkeys(names, "int")
