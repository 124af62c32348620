"""Segments for which loops are written, generated, and the arrays on which these are run."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from solutions.code_generation.checks.drawn import (
    Expressions,
    R,
    S,
    drawn_tables,
    pick,
)
from solutions.code_generation.checks.parameters import taken_out
from solutions.code_generation.checks.walking import DTYPES, Case, through, walked
from warehouse.checks import generator, kept
from warehouse.code_generation import runtime
from warehouse.code_generation.records import (
    Build,
    Compute,
    Group,
    Keep,
    Order,
    Probe,
    Read,
    Result,
    Segment,
)

INNER, ALL_KINDS = ("inner",), ("inner", "semi", "anti")
#: What the check of expressions looks at, and no other.
PLAIN = ("/", "in", "like", "case")
NO_LOOP = ("year", "is_null", "substring", "two texts")


def cases(name: str, count: int, **kind: object) -> list[Case]:
    """Made once for a class; ``kind`` as ``_Loop`` takes it."""
    return kept(partial(_cases, name, count, kind), "generate", name, count)


def _cases(name: str, count: int, kind: dict) -> list[Case]:
    rng, made = generator("generate", name), []
    while len(made) < count:
        case = _Loop(rng, **kind).case()
        # loops through which a row comes, but for a few
        if case is not None and (case[3] or isinstance(case[0].sink, Group) or len(made) % 8 == 7):
            made.append(case)
    return made


class _Loop:
    """Draws a parameterised segment and its arguments.

    ``probes``: kinds of probes, one after the other; ``grouped``: whether it ends in a group, otherwise in
    one of ``ends``; ``short``: whether ``out`` has less room than rows come through.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        probes: tuple = (),
        grouped: bool = False,
        short: bool = False,
        rows: int | None = None,
        without: tuple = (),
        ends: tuple = (Result(), Build(["x"]), Order([("x", False, False)], 2)),
    ):
        self.rng, self.short, self.ends, self.grouped = rng, short, ends, grouped
        self.without = (*NO_LOOP, *without)
        tables = [drawn_tables(rng, nulls=False, rows=rows) for _ in range(1 + len(probes))]
        there = dict(zip(R, map(runtime.column, tables[0]["r"].columns)))
        names = [str(name) for name in rng.permutation(list(R))][: int(rng.integers(2, 7))]
        if probes and "ra" not in names:
            names.append("ra")
        if grouped:  # rows that are counted alone, or of two texts
            names = [] if rng.random() < 0.1 else list(dict.fromkeys(["u", *names, "t"]))
        self.source = {name: there[name] for name in names}
        self.rows = len(tables[0]["r"])
        self.seen = {name: each.kind for name, each in self.source.items()}
        self.types = dict(self.seen)
        self.texts = {n: c.dictionary for n, c in there.items() if c.kind == "text"}
        self.tables, self.steps = [], []
        self.add_keep()
        for place, kind in enumerate(probes):
            self.add_probe(kind, place, tables[1 + place]["s"])
            self.add_keep()
        if rng.random() < (0.3 if grouped else 0.6) and self.seen:
            if rng.random() < 0.3:  # one Compute behind another
                self.add_compute(("v", "w", "q"))
            self.add_compute()
            self.add_keep()

    def made(self) -> Expressions:
        return Expressions(self.rng, dict(self.seen), self.without)

    def add_keep(self) -> None:
        if self.seen and self.rng.random() < 0.5 and set(self.seen.values()) != {"bool"}:
            self.steps.append(Keep(self.made().condition(2)))

    def add_probe(self, kind: str, place: int, table: object) -> None:
        key, *others = map(runtime.column, table.columns)
        order = np.argsort(key.values, kind="stable")
        built = {f"{name}{place}": each for name, each in zip(S, (key, *others))}
        names = list(built)[int(self.rng.integers(0, 2)) :]  # a key is not always handed out
        self.tables.append((key.values[order], *(built[name].values[order] for name in names)))
        self.types |= {name: built[name].kind for name in names}
        self.texts |= {n: built[n].dictionary for n in names if built[n].kind == "text"}
        before = dict(self.seen)
        self.seen |= {name: self.types[name] for name in names}
        residual = self.made().condition(1) if self.rng.random() < 0.5 else None
        # in a plan the right side of the last join is built first
        number = 5 + place if self.rows % 2 else 5 - place
        self.steps.append(Probe(kind, number, ["ra"], names, residual))
        if kind != "inner":
            self.seen = before

    def add_compute(self, names: tuple[str, str, str] = ("x", "y", "p")) -> None:
        made = self.made()
        if set(self.seen.values()) <= {"bool"}:
            return
        whole, other, same_as = names
        now = {whole: "int", other: pick(self.rng, ("float", "bool", "int"))}
        wanted = {name: made.one(kind, 2) for name, kind in now.items()}
        passed = pick(self.rng, list(self.seen))
        wanted[same_as], now[same_as] = ["column", passed], self.seen[passed]
        if passed in self.texts:
            self.texts[same_as] = self.texts[passed]
        self.steps.append(Compute(list(wanted), list(wanted.values())))
        self.seen = now

    def end(self) -> tuple[object, list[np.ndarray]]:
        if not self.grouped:
            whole = [name for name, kind in self.seen.items() if kind == "int"]
            if not whole:  # neither a key nor an order
                return Result(), []
            sink, key = pick(self.rng, self.ends), pick(self.rng, whole)
            if isinstance(sink, Build):
                sink = Build([key])
            return sink._replace(keys=[(key, False, False)]) if isinstance(
                sink, Order
            ) else sink, []
        texts = [name for name, kind in self.seen.items() if kind == "text"]
        by = [str(name) for name in self.rng.permutation(texts)][: pick(self.rng, (0, 1, 2, 2))]
        sizes = [len(self.texts[name]) for name in by]
        groups = math.prod(sizes)
        out = [np.array(sizes, np.int64)]
        out.append(np.zeros(groups, np.int64))
        wanted = [("count", None, False, 0)]
        for name, kind in self.seen.items():
            if kind in ("int", "float"):
                functions = [str(f) for f in self.rng.permutation(["sum", "min", "max", "avg"])]
                wanted += [(function, name, False, 1) for function in functions[:2]]
            wanted += [("count", name, False, 0)] if self.rng.random() < 0.3 else []
        wanted = [wanted[at] for at in self.rng.permutation(len(wanted))]
        for function, name, _, _ in wanted:
            real = function != "count" and self.seen[name] == "float"
            dtype = np.float64 if real else np.int64
            ends = (-np.inf, np.inf) if real else (np.iinfo(np.int64).min, np.iinfo(np.int64).max)
            first = {"min": ends[1], "max": ends[0]}.get(function, 0)
            out.append(np.full(groups, first, dtype))
        return Group(by, [f"g{at}" for at in range(len(wanted))], wanted), out

    def case(self) -> Case | None:
        sink, out = self.end()
        source = Read("r", list(self.source), list(self.source)) if self.rng.random() < 0.7 else 2
        needs = sorted({step.build for step in self.steps if isinstance(step, Probe)})
        shape, values = taken_out(Segment(source, self.steps, sink, needs), self.types)
        bound = tuple(runtime.bind(value, self.texts) for value in values)
        arrays = tuple(each.values for each in self.source.values())
        if isinstance(sink, Group) and not all(map(len, out[1:2])):
            return None  # no text, no group
        given = (self.rows, 0, arrays, bound, tuple(self.tables), tuple(out))
        if not isinstance(sink, Group):
            count = len(through(shape, self.types, given))
            if self.short and count < 2:
                return None
            room = count // 2 if self.short else count + int(self.rng.integers(0, 3))
            spare = 3 if self.short else 0  # what lies behind the room is not the loop's
            dtypes = [DTYPES[kind] for kind in self.seen.values()]
            out = [np.full(room + spare, 77).astype(dtype) for dtype in dtypes]
            given = (self.rows, room, arrays, bound, tuple(self.tables), tuple(out))
        return shape, self.types, given, *walked(shape, self.types, given)
