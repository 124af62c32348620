"""Loops that the student's ``generate`` writes: run beside it, on arrays made here, and compared with
a walk through the segment's steps."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np

from solutions.code_generation.checks.drawn import (
    Expressions,
    R,
    S,
    drawn_tables,
    over_there,
    pick,
)
from solutions.code_generation.checks.parameters import taken_out
from warehouse.checks import Wrong, generator, kept, run_each, same
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
#: (segment, types, the loop's arguments, what comes back, what is in ``out`` then)
Case = tuple[Segment, dict[str, str], tuple, int, list[list]]


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
        self.steps.append(Probe(kind, 5 + place, ["ra"], names, residual))
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
            dtypes = [_DTYPES[kind] for kind in self.seen.values()]
            out = [np.full(room + spare, 77).astype(dtype) for dtype in dtypes]
            given = (self.rows, room, arrays, bound, tuple(self.tables), tuple(out))
        return shape, self.types, given, *walked(shape, self.types, given)


def partners() -> list[Case]:
    """Three partners, of which the residual lets the second through, the last, or none."""
    found = []
    for kind in ALL_KINDS:
        for built in ([1, 9, 1], [1, 1, 9], [1, 1, 1]):
            probe = Probe(kind, 0, ["a"], ["c"], ["<", ["column", "a"], ["column", "c"]])
            segment = Segment(Read("r", ["a"], ["a"]), [probe], Result(), [0])
            types = {"a": "int", "c": "int"}
            tables = ((np.array([3, 3, 3, 5]), np.array([*built, 9])),)
            out = tuple(np.zeros(9, int) for _ in range(2 if kind == "inner" else 1))
            given = (3, 9, (np.array([3, 4, 3]),), (), tables, out)
            found.append((segment, types, given, *walked(segment, types, given)))
    return found


def large_floats() -> list[Case]:
    """Whole numbers that are made floats before they are multiplied, when their product has more than
    64 bits, and before they are divided."""
    real = ["float", ["column", "a"]]
    asked = Compute(["x", "y"], [["*", real, real], ["/", real, ["parameter", 0]]])
    segment = Segment(Read("r", ["a"], ["a"]), [asked], Result(), [])
    given = (2, 2, (np.array([2**40, 3]),), (np.float64(2),), (), (np.zeros(2), np.zeros(2)))
    return [(segment, {"a": "int"}, given, *walked(segment, {"a": "int"}, given))]


def odd_rows() -> list[Case]:
    """NaN, of which no comparison is true but one; a case of which several conditions hold; more computed
    columns than the alphabet has letters."""
    a, f = ["column", "a"], ["column", "f"]
    floats, numbers = np.array([1.0, np.nan, 3.0, -0.0]), np.array([1, 2, 3, 4])
    found = []
    for sign in (">", "<>"):
        steps = [Keep([sign, f, ["parameter", 0]])]
        found.append((steps, (np.float64(1.0),), {"a": "int", "f": "float"}))
    larger = [[">", a, ["parameter", at]] for at in range(3)]
    first = ["case", [[each, ["parameter", 3 + at]] for at, each in enumerate(larger)], a]
    bound = tuple(np.int64(each) for each in (2, 1, 0, 30, 20, 10))
    found.append(([Compute(["x"], [first])], bound, {"x": "int"}))
    names = [f"n{at}" for at in range(30)]
    many = Compute(names, [["+", a, ["parameter", at]] for at in range(30)])
    again = Compute(names, [["column", name] for name in names[::-1]])
    found.append(([many, again], tuple(map(np.int64, range(30))), dict.fromkeys(names, "int")))
    made = []
    for steps, parameters, left in found:
        types = {"a": "int", "f": "float"}
        segment = Segment(Read("r", ["a", "f"], ["a", "f"]), steps, Result(), [])
        out = tuple(np.zeros(5, _DTYPES[kind]) for kind in left.values())
        given = (4, 5, (numbers, floats), parameters, (), out)
        made.append((segment, types, given, *walked(segment, types, given)))
    return made


def three_texts() -> list[Case]:
    """Groups by three columns of texts, of 2, 3 and 5 codes."""
    names, sizes = ["t", "u", "v"], [2, 3, 5]
    codes = np.arange(30)
    columns = (codes // 15, codes // 5 % 3, codes % 5)
    sink = Group(names, ["n"], [("count", None, False, 0)])
    segment = Segment(Read("r", names, names), [], sink, [])
    out = (np.array(sizes), np.zeros(30, int), np.zeros(30, int))
    given = (30, 0, tuple(each[:17] for each in columns), (), (), out)
    given = (17, *given[1:])
    types = dict.fromkeys(names, "text")
    return [(segment, types, given, *walked(segment, types, given))]


def plainest() -> list[Case]:
    """A loop that copies a column: who writes none has no shapes."""
    segment = Segment(Read("r", ["a"], ["a"]), [], Result(), [])
    given = (2, 2, (np.array([5, 4]),), (), (), (np.zeros(2, int),))
    return [(segment, {"a": "int"}, given, 2, [[5, 4]])]


def to_compile() -> list[Case]:
    """One loop in which all kinds of steps are: what numba takes to compile it is most of a grade."""
    numbers, codes = np.array([3, 1, 3, 2, 5]), np.array([0, 1, 1, 0, 1])
    kept = ["and", ["lookup", "t", 0], [">", ["column", "a"], ["parameter", 1]]]
    kept = ["and", kept, ["in", ["column", "a"], ["parameter", 3]]]
    more = ["case", [[["<", ["column", "a"], ["column", "c"]], ["column", "c"]]], ["parameter", 2]]
    wanted = [("sum", "x", False, 0), ("min", "x", False, 0)]
    steps = [
        Keep(kept),
        Probe("inner", 0, ["a"], ["c"], None),
        Compute(["t", "x"], [["column", "t"], more]),
    ]
    sink = Group(["t"], ["s", "m"], wanted)
    segment = Segment(Read("r", ["a", "t"], ["a", "t"]), steps, sink, [0])
    types = {"a": "int", "t": "text", "c": "int"}
    parameters = (np.array([True, True]), np.int64(1), np.int64(4), np.array([2, 3, 5]))
    tables = ((np.array([2, 3, 3, 4]), np.array([7, 8, 1, 9])),)
    largest = np.iinfo(np.int64).max
    out = (np.array([2]), np.zeros(2, int), np.zeros(2, int), np.full(2, largest))
    given = (5, 0, (numbers, codes), parameters, tables, out)
    return [(segment, types, given, *walked(segment, types, given))]


_DTYPES = {
    "int": np.int64,
    "date": np.int64,
    "text": np.int64,
    "float": np.float64,
    "bool": np.bool_,
}


def through(segment: Segment, types: dict[str, str], given: tuple) -> list[dict]:
    """The rows that come through all steps, all of one step before the next."""
    count, _, columns, parameters, tables, _ = given
    probed = {name for step in segment.steps if isinstance(step, Probe) for name in step.names}
    names = [name for name in types if name not in probed]
    columns = [column.tolist() for column in columns]
    rows = [{name: column[i] for name, column in zip(names, columns)} for i in range(count)]
    parameters = [p.tolist() if isinstance(p, (np.ndarray, np.generic)) else p for p in parameters]

    def of(row: dict) -> Callable:
        return partial(_value, row, parameters)

    waiting = [[array.tolist() for array in table] for table in tables]
    for step in segment.steps:
        if isinstance(step, Keep):
            rows = [row for row in rows if of(row)(step.predicate)]
        elif isinstance(step, Compute):
            rows = [dict(zip(step.names, map(of(row), step.expressions))) for row in rows]
        else:
            keys, *built = waiting.pop(0)
            partners = [dict(zip(step.names, values)) for values in zip(*built)] or [{}] * len(keys)
            met = []
            for row in rows:
                pairs = [{**row, **p} for k, p in zip(keys, partners) if k == row[step.keys[0]]]
                pairs = [pair for pair in pairs if step.residual is None or of(pair)(step.residual)]
                if step.kind == "inner":
                    met += pairs
                elif bool(pairs) == (step.kind == "semi"):
                    met.append(row)
            rows = met
    return rows


def _value(row: dict, parameters: list, expression: list) -> object:
    kind, *parts = expression
    of = partial(_value, row, parameters)
    match kind:
        case "column":
            return row[parts[0]]
        case "parameter":
            return parameters[parts[0]]
        case "lookup":
            return parameters[parts[1]][row[parts[0]]]
        case "case":
            return next((of(then) for asked, then in parts[0] if of(asked)), None) \
                if any(of(asked) for asked, _ in parts[0]) else of(parts[1])  # fmt: skip
        case "not":
            return not of(parts[0])
        case "float":
            return float(of(parts[0]))
    one, other = map(of, parts)
    answers = {
        "=": lambda: one == other, "<>": lambda: one != other, "<": lambda: one < other,
        "<=": lambda: one <= other, ">": lambda: one > other, ">=": lambda: one >= other,
        "+": lambda: one + other, "-": lambda: one - other, "*": lambda: one * other,
        "/": lambda: one / other, "and": lambda: one and other, "or": lambda: one or other,
        "in": lambda: one in other,
    }  # fmt: skip
    return answers[kind]()


def walked(segment: Segment, types: dict[str, str], given: tuple) -> tuple[int, list[list]]:
    """What a loop returns for ``given``, and what is in its ``out`` then."""
    rows, room, out = through(segment, types, given), given[1], [a.tolist() for a in given[-1]]
    if not isinstance(segment.sink, Group):
        for place, row in enumerate(rows[:room]):
            for array, value in zip(out, row.values()):
                array[place] = value
        return len(rows), out
    for row in rows:
        group = 0
        for size, name in zip(out[0], segment.sink.group_by):
            group = group * size + row[name]
        out[1][group] += 1
        for array, (function, name, _, _) in zip(out[2:], segment.sink.aggregates):
            if function == "count":
                array[group] += 1
            elif function in ("sum", "avg"):
                array[group] += row[name]
            else:
                array[group] = (min if function == "min" else max)(array[group], row[name])
    return 0, out


def executed(generate: Callable, asked: list[tuple[str, tuple]], compiled: bool) -> list:
    """Over there: of each source, run with its arguments, what it returns and what it wrote; or what
    it raised. (Never here: it is the student's.)"""
    from warehouse.code_generation.compiler import Compiler, in_python, types_of

    found = []
    for text, (*before, columns, parameters, tables, out) in asked:
        out = tuple(array.copy() for array in out)
        for array in (*columns, *parameters, *(each for table in tables for each in table)):
            if hasattr(array, "flags") and getattr(array, "ndim", 0):
                array.flags.writeable = False
        given = (*before, columns, parameters, tables, out)
        try:
            types = tuple(map(types_of, given))
            segment = Compiler()(text, types) if compiled else in_python(text)
            count = int(segment(*given))
        except Exception as error:  # of the student's source, whichever
            found.append((f"{type(error).__name__}: {error}"[:500], []))
        else:
            found.append((count, [array.tolist() for array in out]))
    return found


def expect_loops(generate: Callable, asked: list[Case], compiled: bool = False) -> None:
    texts = [got for _, got in run_each(generate, [case[:2] for case in asked])]
    for (segment, types, *_), text in zip(asked, texts):
        if type(text) is not str:
            raise Wrong("what generate returns", "the source of a function, a str", repr(text)[:200],
                        f"generate({segment}, {types})")  # fmt: skip
    pairs = [(text, case[2]) for text, case in zip(texts, asked)]
    told = over_there("segment", executed, generate, pairs, compiled)
    for (segment, types, given, count, out), text, (returned, wrote) in zip(asked, texts, told):
        rows, room, columns, parameters, tables, _ = given
        what = f"of {segment}, {types}: rows={rows}, room={room}, columns={_shown(columns)}, "
        what += (
            f"parameters={_shown(parameters)}, tables={_shown(tables)}; your source is\n{text}\nand"
        )
        if type(returned) is str:
            raise Wrong(f"the loop {what} it is run", "no error", returned, text)
        group = isinstance(segment.sink, Group)
        if not group:
            same(returned, count, f"the number of rows {what} it returns")
        same(wrote, out, f"out {what} it holds")


def _shown(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(map(_shown, value))
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value
