"""What the graded cells of the code_generation lab are written with: oracles, made data, and comparisons
that call the student's functions, which they are given.

The test process alone can import this (``from solutions.code_generation import checks`` inside a graded
cell); no student's process, release or bundle has it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pyarrow as pa

from warehouse import plans
from warehouse.checks import drive, in_notebook, run, same, same_table
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
from warehouse.plans import Aggregate, Expression, Filter, Join, Plan, Project, Scan, Sort, evaluate

Tables = dict[str, pa.Table]
TEXTS = ("", "a", "ab", "a%", "b_c", "a\nb", "äb", "a.b", "aab")
PATTERNS = ("%", "a%", "%b", "_b", "a_b", "a.b", "%a%b%", "", "a%%", "__")


def over_there(name: str, driver: Callable, *arguments: object) -> object:
    """What a driver returns that runs beside the student's function ``name``. What the student's code
    raises in it is the student's error, and a stub in it is not started."""

    def called(about: str) -> object:
        return in_notebook(driver, *arguments, keeps=True)

    called.__name__ = name
    return drive(called, "generated cases, one after the other")


def drawn_tables(rng: np.random.Generator, nulls: bool = True) -> Tables:
    """Two small tables, r(a, b, t) and s(a, c), whole numbers and texts, duplicates among them."""
    rows, others = (int(rng.integers(0, 9)) for _ in range(2))

    def column(values: list, kind: pa.DataType) -> pa.Array:
        kept = [None if nulls and rng.random() < 0.25 else value for value in values]
        return pa.array(kept, kind)

    def numbers(count: int) -> pa.Array:
        return column(rng.integers(-2, 4, count).tolist(), pa.int64())

    texts = [TEXTS[at] for at in rng.integers(0, len(TEXTS), rows)]
    return {
        "r": pa.table({"a": numbers(rows), "b": numbers(rows), "t": column(texts, pa.string())}),
        "s": pa.table({"a": numbers(others), "c": numbers(others)}),
    }


def number(rng: np.random.Generator, columns: list[str], deep: int) -> Expression:
    """An expression of whole numbers over these columns."""
    pick = rng.random()
    if not deep or pick < 0.4:
        return ["column", str(rng.choice(columns))]
    if pick < 0.6:
        return ["literal", int(rng.integers(-2, 4))]
    if pick < 0.9:
        sign = str(rng.choice(["+", "-", "*"]))
        return [sign, number(rng, columns, deep - 1), number(rng, columns, deep - 1)]
    then, otherwise = number(rng, columns, deep - 1), number(rng, columns, deep - 1)
    return ["case", [[condition(rng, columns, None, deep - 1), then]], otherwise]


def condition(
    rng: np.random.Generator, columns: list[str], text: str | None, deep: int
) -> Expression:
    """A predicate over these columns of numbers and that of texts."""
    pick = rng.random()
    if deep and pick < 0.45:
        parts = [condition(rng, columns, text, deep - 1) for _ in range(2)]
        return [str(rng.choice(["and", "or"])), *parts]
    if deep and pick < 0.6:
        return ["not", condition(rng, columns, text, deep - 1)]
    if text and pick < 0.75:
        return ["like", ["column", text], str(rng.choice(PATTERNS))]
    if text and pick < 0.8:
        return ["in", ["column", text], ["a", "ab"]]
    if pick < 0.9:
        one = str(rng.choice(plans.COMPARISONS))
        return [one, ["column", str(rng.choice(columns))], number(rng, columns, 1)]
    return ["in", ["column", str(rng.choice(columns))], [1, 2, int(rng.integers(-2, 4))]]


def drawn_plan(rng: np.random.Generator, kinds: tuple[str, ...] = plans.KINDS) -> Plan:
    """A scan of r, filtered, computed, joined with s, aggregated, sorted: some of it."""
    asked = condition(rng, ["ra", "rb"], "t", 2) if rng.random() < 0.7 else None
    plan: Plan = Scan("r", ["a", "b", "t"], ["ra", "rb", "t"], asked)
    if rng.random() < 0.4:
        plan = Filter(plan, condition(rng, ["ra", "rb"], "t", 1))
    if rng.random() < 0.5 and kinds:
        kind = str(rng.choice(kinds))
        right = Scan("s", ["a", "c"], ["sa", "c"], None)
        residual = condition(rng, ["rb", "c"], None, 1) if rng.random() < 0.5 else None
        keys = (["ra"], ["sa"]) if rng.random() < 0.9 else (["ra", "rb"], ["sa", "c"])
        plan = Join(kind, plan, right, *keys, residual)
    if rng.random() < 0.6:
        some = [number(rng, ["ra", "rb"], 2) for _ in range(2)]
        plan = Project(plan, ["x", "y", "t"], [*some, ["column", "t"]])
    else:
        plan = Project(plan, ["x", "y", "t"], [["column", name] for name in ("ra", "rb", "t")])
    return plan


def with_end(rng: np.random.Generator, plan: Plan) -> Plan:
    """The plan, aggregated or sorted (by all columns, so that the order is one)."""
    if rng.random() < 0.5:
        wanted = [("sum", "x", False, 0), ("count", "x", False, 0), ("count", None, False, 0)]
        wanted += [("min", "y", False, 0), ("max", "y", False, 0), ("count", "y", True, 0)]
        groups = ["t"] if rng.random() < 0.7 else []
        return Aggregate(plan, groups, [f"g{at}" for at in range(len(wanted))], wanted)
    flags = [(bool(a), bool(b)) for a, b in rng.integers(0, 2, (3, 2))]
    keys = [(name, *flag) for name, flag in zip("xyt", flags)]
    return Sort(plan, keys, int(rng.integers(0, 6)) if rng.random() < 0.5 else None)


def expected_rows(plan: Plan, tables: Tables) -> list[tuple]:
    """By the evaluator, each row as a tuple."""
    got = evaluate.run(plan, lambda table, columns: tables[table].select(columns))
    return list(zip(*(got[name].to_pylist() for name in got.column_names)))


def in_some_order(rows: list[tuple]) -> list[tuple]:
    return sorted(rows, key=repr)


def walk(interpret: Callable, cases: list) -> list:
    """Over there: for each (plan, tables, how many rows are taken) the rows, and how many were
    pulled of each table."""
    from itertools import islice

    found = []
    for plan, tables, wanted in cases:
        pulled = dict.fromkeys(tables, 0)

        def source(table, columns, tables=tables, pulled=pulled):
            names, rows = tables[table]
            for row in rows:
                pulled[table] += 1
                yield tuple(row[names.index(column)] for column in columns)

        rows = [dict(row) for row in islice(interpret(plan, source), wanted)]
        found.append((rows, pulled))
    return found


def plain(tables: Tables) -> dict[str, tuple[list[str], list[tuple]]]:
    """Tables as names and tuples."""
    return {
        name: (table.column_names, list(zip(*(c.to_pylist() for c in table.columns))))
        for name, table in tables.items()
    }


def expect_interpreted(interpret: Callable, cases: list[tuple[Plan, Tables]]) -> None:
    """All rows of each plan, in order where it is sorted."""
    asked = [(plan, plain(tables), None) for plan, tables in cases]
    told = over_there("interpret", walk, interpret, asked)
    for (plan, tables), (rows, _) in zip(cases, told):
        wanted = expected_rows(plan, tables)
        got = [tuple(row.values()) for row in rows]
        for row in rows:
            same(list(row), plans.names(plan), f"the columns of {plan}")
        what = f"the rows of {plan}, r being {plain(tables)['r'][1]}, s {plain(tables)['s'][1]}"
        if isinstance(plan, Sort):
            same(got, wanted, what)
        else:
            same(in_some_order(got), in_some_order(wanted), what)


def expect_pulled(interpret: Callable, cases: list[tuple]) -> None:
    """(plan, tables, rows taken, pulled by table) each: not a row more."""
    told = over_there("interpret", walk, interpret, [case[:3] for case in cases])
    for (plan, _, wanted, pulled), (rows, got) in zip(cases, told):
        same(got, pulled, f"rows pulled for the first {wanted} of {plan}")


def said_of_no_plans(interpret: Callable) -> list[str]:
    """Over there: what is said of a text, and of a filter over nothing."""
    from warehouse.plans import Filter

    said = []
    for plan in ("select 1", Filter(None, ["literal", True])):
        try:
            said.append(str(next(iter(interpret(plan, lambda *_: iter(()))), None)))
        except TypeError as error:
            said.append(str(error))
    return said


def few_pulled() -> list[tuple]:
    """Plans of which a few rows are taken."""
    names, rows = ["a", "b"], [(at, at % 3) for at in range(50)]
    tables = {"r": (names, rows), "s": (["a"], [(1,), (4,), (4,)])}
    scan = Scan("r", names, ["a", "b"], None)
    third = Filter(scan, ["=", ["column", "b"], ["literal", 1]])
    doubled = Project(third, ["x"], [["+", ["column", "a"], ["column", "a"]]])
    right = Scan("s", ["a"], ["sa"], None)
    joined = Join("inner", scan, right, ["a"], ["sa"], None)
    return [
        (scan, tables, 1, {"r": 1, "s": 0}),
        (third, tables, 2, {"r": 5, "s": 0}),
        (doubled, tables, 10, {"r": 29, "s": 0}),
        (joined, tables, 2, {"r": 5, "s": 3}),
        (Sort(scan, [("a", True, False)], 2), tables, 1, {"r": 50, "s": 0}),
    ]


# Batches


def batched(run_batches: Callable, cases: list) -> list:
    """Over there: for each (plan, table, rows a batch) the result, and what the kernels counted."""
    from warehouse.code_generation.kernels import Kernels

    found = []
    for plan, table, batch_rows in cases:
        kernels = Kernels()
        result = run_batches(plan, table, batch_rows, kernels)
        found.append((result, kernels.calls, kernels.values))
    return found


def drawn_batches(rng: np.random.Generator, count: int, nulls: bool = False) -> list:
    """(plan, table, rows a batch) each: two predicates, computed columns, tables in chunks."""
    made = []
    for _ in range(count):
        table = pa.concat_tables(
            [drawn_tables(rng, nulls)["r"] for _ in range(int(rng.integers(1, 4)))]
        )
        made.append((drawn_plan(rng, ()), table, int(rng.integers(1, 9))))
    return made


def most_work(plan: Plan, table: pa.Table, batch_rows: int) -> tuple[int, int]:
    """Kernel calls and values that a batch-wise run with selection first makes at most."""
    batches = max(1, -(-len(table) // batch_rows))
    calls = values = 0
    below = None
    for step in reversed(list(plans.steps(plan))):
        computed = 0
        if isinstance(step, Scan):
            computed, given = int(step.predicate is not None), len(table)
        else:
            given = len(evaluate.run(below, lambda _, columns: table.select(columns)))
            kinds = [step.predicate] if isinstance(step, Filter) else step.expressions
            computed = sum(each[0] != "column" for each in kinds)
        calls, values, below = calls + batches * computed, values + given * computed, step
    return calls, values


def expect_batches(run_batches: Callable, cases: list, work: bool = False) -> None:
    """The rows of each case, or what the kernels were asked for."""
    for (plan, table, size), (got, calls, values) in zip(
        cases, over_there("run_batches", batched, run_batches, cases)
    ):
        what = f"of {plan} over {table.to_pydict()} in batches of {size}"
        # also where the work is counted: who does none has no rows
        same_table(got, evaluate.run(plan, lambda _, columns: table.select(columns)))
        if work:
            most = most_work(plan, table, size)
            same(calls <= most[0], True, f"whether {calls} calls are at most {most[0]} {what}")
            same(values <= most[1], True, f"whether {values} values are at most {most[1]} {what}")



# A cache's histories


def cached(cache: Callable, cases: list) -> list:
    """Over there: histories of several caches before one fleet; what each call gave and who was asked."""
    told = []
    for capacity, versions, with_fleet, calls in cases:
        log, fleet = [], {}

        class Fleet:
            def get(self, key):
                log.append(("get", key))
                return fleet.get(key)

            def put(self, key, value):
                log.append(("put", key, value))
                fleet[key] = value

        def compiled(source, types):
            log.append(("compile", source, types))
            if source == "bad":
                raise ValueError("does not compile")
            return f"{source} {types} {len(log)}"

        caches = [cache(capacity, compiled, Fleet() if with_fleet else None, v) for v in versions]
        for at, source, types in calls:
            try:
                log.append(("answer", caches[at].get(source, types)))
            except ValueError as error:
                log.append(("raised", str(error)))
            log.append((caches[at].hits, caches[at].fleet_hits, caches[at].compiled))
        told.append(log)
    return told


class ByHand:
    """The cache as a plain list, the least recently used first."""

    def __init__(self, capacity: int, compile: Callable, fleet: object, version: str):
        self.room, self.compile, self.fleet, self.version = capacity, compile, fleet, version
        self.held: list[tuple] = []
        self.hits = self.fleet_hits = self.compiled = 0

    def get(self, source: str, types: tuple) -> object:
        key = (self.version, source, types)
        for entry in self.held:
            if entry[0] == key:
                self.held.remove(entry)
                self.held.append(entry)
                self.hits += 1
                return entry[1]
        value = self.fleet.get(key) if self.fleet else None
        if value is None:
            value = self.compile(source, types)
            self.compiled += 1
            if self.fleet:
                self.fleet.put(key, value)
        else:
            self.fleet_hits += 1
        self.held = [*self.held, (key, value)][-self.room :] if self.room else []
        return value


def drawn_histories(
    rng: np.random.Generator, count: int, fleet: bool, capacities: tuple[int, int] = (1, 4)
) -> list:
    made = []
    for _ in range(count):
        sources = ["s1", "s2", "s3", "s4", "bad"]
        calls = [
            (int(rng.integers(0, 3)), sources[int(rng.integers(0, 5))], (("int64",), "bool")[: int(n)])
            for n in rng.integers(1, 3, 30)
        ]
        versions = ["1", "1", str(rng.choice(["1", "2"]))]
        made.append((int(rng.integers(*capacities)), versions, fleet, calls))
    return made


def expect_cached(cache: Callable, cases: list) -> None:
    got, wanted = over_there("SegmentCache", cached, cache, cases), cached(ByHand, cases)
    for case, ours, theirs in zip(cases, wanted, got):
        for at, right in enumerate(ours):
            same(theirs[at] if at < len(theirs) else None, right, f"event {at} of {case}")
        same(len(theirs), len(ours), f"the number of events of {case}")


# Segments


def cut_by_hand(plan: Plan) -> list[Segment]:
    """Every step's segment found from the step itself, without a walk that carries one along: the
    ends of segments in the order in which they end, then what lies between them."""
    ends: list[tuple[Plan, object]] = []

    def note(step: Plan) -> None:
        if isinstance(step, Join):
            note(step.right)
            ends.append((step.right, Build(step.right_keys)))
            note(step.left)
            return
        for below in plans.inputs(step):
            note(below)
        if isinstance(step, Aggregate):
            ends.append((step.input, Group(step.group_by, step.names, step.aggregates)))
        elif isinstance(step, Sort):
            ends.append((step.input, Order(step.keys, step.limit)))

    note(plan)
    if not isinstance(plan, (Aggregate, Sort)):
        ends.append((plan, Result()))
    numbers = {(id(top), type(sink)): place for place, (top, sink) in enumerate(ends)}
    return [_between(top, sink, numbers) for top, sink in ends]


def _between(top: Plan, sink: object, numbers: dict) -> Segment:
    steps: list = []
    needs: set[int] = set()
    step = top
    while True:
        match step:
            case Scan(table, columns, names, predicate):
                source: Read | int = Read(table, columns, names)
                steps += [Keep(predicate)] if predicate is not None else []
                break
            case Aggregate():
                source = numbers[id(step.input), Group]
                break
            case Sort():
                source = numbers[id(step.input), Order]
                break
            case Filter():
                steps.append(Keep(step.predicate))
                step = step.input
            case Project():
                steps.append(Compute(step.names, step.expressions))
                step = step.input
            case Join():
                build = numbers[id(step.right), Build]
                needs.add(build)
                names = plans.names(step.right)
                steps.append(Probe(step.kind, build, step.left_keys, names, step.residual))
                step = step.left
    if isinstance(source, int):
        needs.add(source)
    return Segment(source, steps[::-1], sink, sorted(needs))


def drawn_deep(rng: np.random.Generator, deep: int) -> Plan:
    """A plan that is cut in many places; it need not mean anything."""
    if not deep:
        name = f"r{rng.integers(0, 100)}"
        asked = ["<", ["column", name], ["literal", 7]] if rng.random() < 0.5 else None
        return Scan("r", ["a"], [name], asked)
    kind = int(rng.integers(0, 7))
    below = drawn_deep(rng, deep - 1)
    first = plans.names(below)[:1]
    if kind == 0:
        return Filter(below, ["=", ["column", first[0]], ["literal", 1]])
    if kind == 1:
        return Project(below, ["x"], [["column", first[0]]])
    if kind == 2:
        return Aggregate(below, first, ["n"], [("count", None, False, 0)])
    if kind == 3:
        return Sort(below, [(first[0], False, False)], 3)
    right = drawn_deep(rng, int(rng.integers(0, deep)))
    left, right = (below, right) if rng.random() < 0.5 else (right, below)
    return Join("inner", left, right, plans.names(left)[:1], plans.names(right)[:1], None)


def levels_by_rounds(needs: list[list[int]]) -> list[list[int]]:
    """Round after round, all that can begin."""
    done: set[int] = set()
    rounds = []
    while len(done) < len(needs):
        ready = [n for n, each in enumerate(needs) if n not in done and done.issuperset(each)]
        rounds.append(ready)
        done.update(ready)
    return rounds


# Parameters


def put_back(shape: Segment, values: list) -> tuple[Segment, list[int]]:
    """A parameterised segment with its constants in it again, and the parameters as they were met."""
    met: list[int] = []

    def of(expression: Expression) -> Expression:
        kind, *parts = expression
        if kind == "parameter":
            met.append(parts[0])
            return ["literal", values[parts[0]]]
        if kind == "lookup":
            met.append(parts[1])
            return values[parts[1]]
        if kind == "in":
            inner = of(parts[0])
            met.append(parts[1][1])
            return ["in", inner, values[parts[1][1]]]
        if kind == "case":
            cases = [[of(c), of(then)] for c, then in parts[0]]
            return ["case", cases, of(parts[1])]
        return expression if kind == "column" else [kind, *map(of, parts)]

    steps = []
    for step in shape.steps:
        if isinstance(step, Keep):
            steps.append(Keep(of(step.predicate)))
        elif isinstance(step, Compute):
            steps.append(Compute(step.names, [of(each) for each in step.expressions]))
        else:
            kept = None if step.residual is None else of(step.residual)
            steps.append(step._replace(residual=kept))
    return shape._replace(steps=steps), met


KINDS_OF_R = {"ra": "int", "rb": "int", "t": "text", "sa": "int", "c": "int"}


def drawn_segments(rng: np.random.Generator, count: int) -> list[Segment]:
    """Last segments of drawn plans: predicates, computed columns, probes with residuals."""
    return [cut_by_hand(drawn_plan(rng))[-1] for _ in range(count)]


def taken_out(segment: Segment, types: dict[str, str]) -> tuple[Segment, list]:
    """What ``parameterise`` gives, found by numbering the constants as they are met."""
    values: list = []
    texts = {name for name, kind in types.items() if kind == "text"}

    def number(value: object) -> int:
        values.append(value)
        return len(values) - 1

    def of(expression: Expression) -> Expression:
        kind = expression[0]
        named = plans.columns_of(expression)
        if kind in ("in", "like", *plans.COMPARISONS) and len(named) == 1 and named & texts:
            return ["lookup", named.pop(), number(expression)]
        if kind == "column":
            return expression
        if kind == "literal":
            return ["parameter", number(expression[1])]
        if kind == "in":
            return [kind, of(expression[1]), ["parameter", number(expression[2])]]
        if kind == "case":
            return [kind, [[of(part) for part in pair] for pair in expression[1]], of(expression[2])]
        return [kind] + [of(part) for part in expression[1:]]

    steps: list = []
    for step in segment.steps:
        if isinstance(step, Keep):
            steps.append(Keep(of(step.predicate)))
        elif isinstance(step, Compute):
            steps.append(Compute(step.names, [of(each) for each in step.expressions]))
        else:
            steps.append(step._replace(residual=step.residual and of(step.residual)))
    return segment._replace(steps=steps), values


# Loops


def execute(text: str, given: tuple, compiled: bool) -> tuple[int, tuple]:
    """Over there: what a source's segment returns and what it wrote. (Never here: it is the student's.)"""
    from warehouse.code_generation.compiler import Compiler, in_python, types_of

    *before, columns, parameters, tables, out = given
    out = tuple(array.copy() for array in out)
    given = (*before, columns, parameters, tables, out)
    types = tuple(map(types_of, given)) if compiled else ()
    segment = Compiler()(text, types) if compiled else in_python(text)
    return int(segment(*given)), out


def by_loops(generate: Callable, plan: Plan, tables: Tables, compiled: bool = False) -> pa.Table:
    """A plan's rows by loops that the student's function writes; all else is the course's."""

    def get(text: str, types: tuple) -> Callable:
        def call(*given: object) -> int:
            end, wrote = over_there("segment", execute, text, given, compiled)
            for array, seen in zip(given[-1], wrote):
                array[:] = seen
            return end

        return call

    parts = runtime.Parts(
        cut_by_hand,
        lambda cut: levels_by_rounds([segment.needs for segment in cut]),
        taken_out,
        lambda segment, types: run(generate, segment, types),
        get,
    )
    return runtime.run(plan, lambda table, columns: tables[table].select(columns), parts)


def expect_loops(generate: Callable, cases: list[tuple[Plan, Tables]], compiled: bool = False) -> None:
    for plan, tables in cases:
        got = by_loops(generate, plan, tables, compiled)
        rows = list(zip(*(got[name].to_pylist() for name in got.column_names)))
        what = f"the rows of {plan}, r being {plain(tables)['r'][1]}, s {plain(tables)['s'][1]}"
        same(in_some_order(rows), in_some_order(expected_rows(plan, tables)), what)


def drawn_loops(rng: np.random.Generator, count: int, kinds: tuple, grouped: bool) -> list:
    """Plans that loops are written for, and tables without nulls. Rows are there where they are grouped."""
    made = []
    while len(made) < count:
        plan, tables = drawn_plan(rng, kinds), drawn_tables(rng, nulls=False)
        joins = [step for step in plans.steps(plan) if isinstance(step, Join)]
        if any(len(join.left_keys) > 1 for join in joins):
            continue
        if grouped:
            wanted = [("sum", "x", False, 0), ("count", None, False, 0), ("count", "x", False, 0)]
            wanted += [("min", "y", False, 0), ("max", "y", False, 0), ("avg", "x", False, 1)]
            plan = Aggregate(plan, ["t"], [f"g{at}" for at in range(len(wanted))], wanted)
        made.append((plan, tables))
    return made


def two_groups() -> tuple[Plan, Tables]:
    """Groups by two columns of different numbers of texts."""
    scan = Scan("r", ["a", "t", "u"], ["a", "t", "u"], None)
    table = pa.table({"a": range(6), "t": list("xyxyxy"), "u": list("abcabc")})
    plan = Aggregate(scan, ["t", "u"], ["n"], [("sum", "a", False, 0)])
    return plan, {"r": table, "s": table}


def loops_refused() -> list[tuple[Segment, dict[str, str]]]:
    read = Read("r", ["a", "t"], ["a", "t"])
    types = {"a": "int", "t": "text", "b": "int", "u": "text"}
    own = {"a": "int", "t": "text"}
    count = [("count", "a", True, 0)]
    return [
        (Segment(read, [Probe("left", 0, ["a"], ["b", "u"], None)], Result(), [0]), types),
        (Segment(read, [Probe("inner", 0, ["a", "t"], ["b", "u"], None)], Result(), [0]), types),
        (Segment(read, [], Group(["t"], ["n"], count), []), own),
        (Segment(read, [], Group(["a"], ["n"], [("count", None, False, 0)]), []), own),
        (Segment(read, [Keep(["=", ["column", "t"], ["column", "t"]])], Result(), []), own),
    ]


def same_shapes() -> list[tuple[Segment, Segment, dict, dict]]:
    """Two parameterised segments each that differ in names, tables and numbers of segments alone."""
    probe = Probe("inner", 0, ["a"], ["b"], ["<", ["column", "a"], ["parameter", 0]])
    one = Segment(Read("r", ["a"], ["a"]), [probe], Result(), [0])
    other_probe = Probe("inner", 7, ["k"], ["m"], ["<", ["column", "k"], ["parameter", 0]])
    other = Segment(Read("other", ["z"], ["k"]), [other_probe], Result(), [7])
    later = Segment(5, [other_probe], Result(), [5, 7])
    types, others = {"a": "int", "b": "int"}, {"k": "int", "m": "int"}
    group = Segment(Read("r", ["a", "t"], ["a", "t"]), [],
                    Group(["t"], ["n"], [("sum", "a", False, 0)]), [])  # fmt: skip
    named = Segment(Read("q", ["k", "u"], ["k", "u"]), [],
                    Group(["u"], ["sums"], [("sum", "k", False, 2)]), [])  # fmt: skip
    return [
        (one, other, types, others),
        (one, later, types, others),
        (group, named, {"a": "int", "t": "text"}, {"k": "int", "u": "text"}),
    ]
