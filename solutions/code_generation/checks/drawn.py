"""Generated expressions, tables and plans, and what the plans' evaluator makes of them."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from functools import partial

import numpy as np
import pyarrow as pa

from warehouse import plans
from warehouse.checks import drive, in_notebook
from warehouse.plans import Aggregate, Expression, Filter, Join, Plan, Project, Scan, Sort, evaluate

Tables = dict[str, pa.Table]
TEXTS = ("", "a", "ab", "a%", "b_c", "a\nb", "a\n", "äb", "a.b", "aab", "A")
PATTERNS = (
    "%",
    "a%",
    "%b",
    "_b",
    "a_b",
    "a.b",
    "%a%b%",
    "",
    "a%%",
    "__",
    "a",
    "(a",
    "[ab]%",
    "a*",
    "a?b",
    "a+b",
    "a|b",
    "^a",
    "a$",
    "a{1}",
    "a-b%",
)
DATES = tuple(datetime.date(year, month, 28) for year in (1969, 1994, 1995) for month in (2, 12))
TYPES = {
    "int": pa.int64(),
    "float": pa.float64(),
    "text": pa.string(),
    "date": pa.date32(),
    "bool": pa.bool_(),
}
#: What the scans of drawn plans call the columns of r and s, and their kinds.
R = {"ra": "int", "rb": "int", "f": "float", "t": "text", "u": "text", "d": "date", "k": "bool"}
S = {"sa": "int", "c": "int", "w": "text"}
_IN_R, _IN_S = ["a", "b", "f", "t", "u", "d", "k"], ["a", "c", "w"]


def over_there(name: str, driver: Callable, function: Callable, *arguments: object) -> object:
    """What a driver returns that runs beside the student's ``function``, called ``name``. What the student's code
    raises in it is the student's error, and a stub in it is not started."""

    def called(about: str) -> object:
        return in_notebook(driver, function, *arguments, keeps=True)

    called.__name__ = name
    return drive(called, "generated cases, one after the other")


def pick(rng: np.random.Generator, some: tuple | list) -> object:
    return some[int(rng.integers(0, len(some)))]


def constant(rng: np.random.Generator, kind: str) -> object:
    """A value of a kind; few are there, so that they meet each other. Floats are halves, whose sums are
    exact."""
    if kind == "text":
        return pick(rng, TEXTS)
    if kind == "date":
        return pick(rng, DATES)
    if kind == "bool":
        return bool(rng.integers(0, 2))
    whole = int(rng.integers(-2, 5))
    return whole / 2 if kind == "float" else whole


def drawn_tables(rng: np.random.Generator, nulls: bool = True, rows: int | None = None) -> Tables:
    """Two small tables, of 0 to 8 rows each, duplicates among them: r of all kinds, s of two numbers
    and a text."""

    def table(kinds: dict[str, str], stored: list[str], count: int) -> pa.Table:
        made, bare = {}, rng.random(count) < 0.1  # rows of nulls alone
        for name, kind in zip(stored, kinds.values()):
            values = [constant(rng, kind) for _ in range(count)]
            empty = (bare | (rng.random(count) < 0.25)) & nulls
            kept = [None if none else value for value, none in zip(values, empty)]
            made[name] = pa.array(kept, TYPES[kind])
        return pa.table(made)

    count, others = (int(rng.integers(0, 9)) for _ in range(2))
    return {"r": table(R, _IN_R, count if rows is None else rows), "s": table(S, _IN_S, others)}


class Expressions:
    """Draws expressions over columns, by name their kinds.

    ``words``: kinds of expressions that are left out. ``constants``: what a literal holds, given its kind.
    """

    def __init__(self, rng: np.random.Generator, columns: dict[str, str], without: tuple = (),
                 constants: Callable | None = None):  # fmt: skip
        self.rng, self.columns, self.without = rng, columns, without
        patterns = PATTERNS if "patterns" not in without else ("a%", "%b")
        self.pattern = partial(constants, "text") if constants else partial(pick, rng, patterns)
        self.constant = constants or (lambda kind: constant(rng, kind))

    def named(self, kind: str) -> list[str]:
        return [name for name, its in self.columns.items() if its == kind]

    def one(self, kind: str, deep: int) -> Expression:
        """An expression of this kind."""
        draw, names = self.rng.random(), self.named(kind)
        if kind == "bool" and (deep or "true" in self.without):
            return self.condition(deep)
        if not deep or draw < 0.35 or kind == "date":
            if names and draw < 0.25 or not names and kind == "bool":
                return ["column", pick(self.rng, names)] if names else self.condition(0)
            return ["literal", self.constant(kind)]
        if draw < 0.5 and "case" not in self.without:
            cases = [[self.one("bool", deep - 1), self.one(kind, deep - 1)]
                     for _ in range(int(self.rng.integers(1, 3)))]  # fmt: skip
            return ["case", cases, self.one(kind, deep - 1)]
        if kind == "text":
            if "substring" in self.without:
                return ["column", pick(self.rng, names)] if names else ["literal", "a"]
            return ["substring", self.one("text", deep - 1), int(self.rng.integers(1, 4)), 2]
        if kind == "float" and draw < 0.6:
            return ["float", self.one("int", deep - 1)]
        if kind == "float" and draw < 0.7 and "/" not in self.without:
            return ["/", self.one("float", deep - 1), ["literal", pick(self.rng, (2.0, 0.5, 4.0))]]
        if kind == "int" and draw < 0.6 and self.named("date") and "year" not in self.without:
            return ["year", ["column", pick(self.rng, self.named("date"))]]
        sign = pick(self.rng, ("+", "-", "*"))
        return [sign, self.one(kind, deep - 1), self.one(kind, deep - 1)]

    def text(self, other: Expression) -> Expression:
        """What a text is compared with; one that is cut never with a column, which is refused."""
        if "two texts" in self.without or other[0] != "column" or self.rng.random() < 0.8:
            return ["literal", self.constant("text")]
        return ["column", pick(self.rng, self.named("text"))]

    def condition(self, deep: int) -> Expression:
        """A predicate."""
        draw = self.rng.random()
        if deep and draw < 0.35:
            sides = [self.condition(deep - 1) for _ in range(2)]
            return [pick(self.rng, ("and", "or")), *sides]
        if deep and draw < 0.5:
            return ["not", self.condition(deep - 1)]
        kinds = sorted(set(self.columns.values()))
        if draw < 0.55 and "bool" in kinds:
            return ["column", pick(self.rng, self.named("bool"))]
        if draw < 0.58 and "true" not in self.without:
            return ["literal", self.constant("bool")]
        if draw < 0.65 and "is_null" not in self.without:
            return ["is_null", ["column", pick(self.rng, list(self.columns))]]
        if draw < 0.75 and "text" in kinds and "like" not in self.without:
            return [
                "like",
                ["column", pick(self.rng, self.named("text"))],
                self.pattern(),
            ]
        kind = pick(self.rng, [one for one in kinds if one != "bool"])
        left = ["column", pick(self.rng, self.named(kind))]
        if kind == "text" and "substring" not in self.without and self.rng.random() < 0.3:
            left = ["substring", left, 1, 2]
        if draw < 0.85 and "in" not in self.without:
            count = int(self.rng.integers(1, 4))
            if kind in ("int", "float") and self.rng.random() < 0.3:
                left = ["+", left, ["literal", self.constant(kind)]]
            return ["in", left, [self.constant(kind) for _ in range(count)]]
        right = self.one(kind, min(deep, 1)) if kind != "text" else self.text(left)
        sides = [left, right] if self.rng.random() < 0.7 else [right, left]
        return [pick(self.rng, plans.COMPARISONS), *sides]


def drawn_plan(
    rng: np.random.Generator,
    kinds: tuple[str, ...] = (),
    without: tuple = (),
    bare: bool = False,
) -> Plan:
    """A scan of r, filtered, joined with s where ``kinds`` are given, computed: x, y and z are a whole
    number, a float or another number, and a text. ``bare``: nothing is filtered or computed."""
    made = Expressions(rng, dict(R), without)
    asked = made.condition(2) if not bare and rng.random() < 0.6 else None
    order = rng.permutation(len(_IN_R))
    plan: Plan = Scan("r", [_IN_R[at] for at in order], [list(R)[at] for at in order], asked)
    if not bare and rng.random() < 0.4:
        plan = Filter(plan, made.condition(1))
    if kinds:
        plan = _joined(rng, plan, kinds, made, bare)
        made.columns = {name: {**R, **S}[name] for name in plans.names(plan)}
    if not bare and rng.random() < 0.5:
        other = pick(rng, ("int", "float"))
        wanted = [made.one("int", 2), made.one(other, 2), ["column", "t"]]
    else:
        wanted = [["column", name] for name in ("ra", pick(rng, ("f", "rb")), "t")]
    return Project(plan, ["x", "y", "z"], wanted)


def _joined(
    rng: np.random.Generator, plan: Plan, kinds: tuple, made: Expressions, bare: bool
) -> Join:
    kind = pick(rng, kinds)
    right: Plan = Scan("s", list(_IN_S), list(S), None)
    made.columns = {**R, **S}
    residual = made.condition(1) if not bare and rng.random() < 0.5 else None
    many = [(["ra"], ["sa"]), (["ra", "rb"], ["sa", "c"]), (["t"], ["w"]), ([], [])]
    keys = many[0] if rng.random() < 0.6 else many[1 + int(rng.integers(0, 3))]
    return Join(kind, plan, right, *map(list, keys), residual)


def with_end(rng: np.random.Generator, plan: Plan, whole: bool, groups: bool) -> Plan:
    """The plan, sorted by some of its columns, so that there are rows of equal keys; in half of the
    cases aggregated, where there may be ``groups``. ``whole``: all rows come, sorted by all columns."""
    if groups and rng.random() < 0.5:
        wanted = [(f, name, False, 0) for f in ("sum", "count", "min", "max") for name in "xy"]
        wanted += [("count", None, False, 0), ("avg", "x", False, int(rng.integers(0, 3)))]
        wanted += [("count", name, True, 0) for name in "xz"] + [("min", "z", False, 0)]
        wanted = [wanted[at] for at in rng.permutation(len(wanted))[:6]]
        by = pick(rng, ([], ["z"], ["x"], ["x", "z"], ["z"]))
        return Aggregate(plan, list(by), [f"g{at}" for at in range(len(wanted))], wanted)
    names = [str(name) for name in rng.permutation(list("xyz"))][
        : 3 if whole else int(rng.integers(1, 3))
    ]
    keys = [(name, bool(rng.integers(0, 2)), bool(rng.integers(0, 2))) for name in names]
    return Sort(plan, keys, int(rng.integers(0, 6)) if not whole and rng.random() < 0.5 else None)


def read(tables: Tables) -> evaluate.Source:
    return lambda table, columns: tables[table].select(columns)


def expected_rows(plan: Plan, tables: Tables) -> list[tuple]:
    """By the evaluator, each row as a tuple."""
    got = evaluate.run(plan, read(tables))
    return list(zip(*(got[name].to_pylist() for name in got.column_names)))


def in_some_order(rows: list[tuple]) -> list[tuple]:
    return sorted(rows, key=repr)


def plain(tables: Tables) -> dict[str, tuple[list[str], list[tuple]]]:
    """Tables as names and tuples."""
    return {
        name: (table.column_names, list(zip(*(c.to_pylist() for c in table.columns))))
        for name, table in tables.items()
    }
