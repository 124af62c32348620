"""Plans run by batches: their rows, and the kernels that are called for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import pyarrow as pa

from solutions.code_generation.checks.drawn import (
    Expressions,
    drawn_plan,
    drawn_tables,
    over_there,
    read,
)
from warehouse import plans
from warehouse.checks import generator, kept, same, same_table
from warehouse.checks.laws import copied
from warehouse.plans import Filter, Plan, Project, Scan, evaluate

#: plan, table, rows a batch, the rows, and how many calls and values are needed at most.
Case = tuple[Plan, pa.Table, int, pa.Table, int, int]


def cases(name: str, count: int, nulls: bool = False, chunks: bool = False) -> list[Case]:
    """Made once for a class. Some rows are left of each. ``chunks``: the last batch is short, and the
    table in pieces; otherwise batches are full, and every second table is in two pieces."""
    return kept(partial(_cases, name, count, nulls, chunks), "run_batches", name, count)


def _cases(name: str, count: int, nulls: bool, chunks: bool) -> list[Case]:
    rng, made = generator("run_batches", name), []
    while len(made) < count:
        plan, size = drawn_plan(rng), int(rng.integers(1, 6))
        if rng.random() < 0.2:
            plan = plan.input
        elif rng.random() < 0.4:
            plan = Filter(plan, Expressions(rng, {"x": "int", "z": "text"}).condition(1))
        if rng.random() < 0.2:
            plan = Project(plan, ["p", "q"], [["column", plans.names(plan)[0]], ["literal", 7]])
        table = _pieces(rng, nulls, size) if chunks else _whole(rng, nulls, size)
        if len(made) % 2 and not chunks:  # pieces that end where no batch does
            table = pa.concat_tables([table.slice(0, 1), table.slice(1)])
        rows = evaluate.run(plan, read({"r": table}))
        if len(rows):
            made.append((plan, table, size, rows, *most_work(plan, table, size)))
    return made


def _pieces(rng: np.random.Generator, nulls: bool, size: int) -> pa.Table:
    while True:
        several = [drawn_tables(rng, nulls)["r"] for _ in range(int(rng.integers(1, 4)))]
        table = pa.concat_tables(several)
        if len(table) % size or size == 1 and len(table):
            return table


def _whole(rng: np.random.Generator, nulls: bool, size: int) -> pa.Table:
    return drawn_tables(rng, nulls, rows=size * int(rng.integers(1, 4)))["r"]


def single() -> list[Case]:
    """One row, in batches of one: there is no second batch. A last batch of one row; rows of which none
    is left; conditions of two parts, which are one call each; a condition below columns that are handed
    on and computed; kernels that fail for the rows that were turned away; and many steps."""
    doubled = ["+", ["column", "n"], ["column", "n"]]
    plan, table = Project(Scan("r", ["a"], ["n"], None), ["m"], [doubled]), pa.table({"a": [3]})
    five = pa.table({"a": [1, 2, 3, 4, 5]})
    none = Project(
        Scan("r", ["a"], ["n"], ["<", ["column", "n"], ["literal", 0]]), ["m"], [doubled]
    )
    nothing = pa.table({"m": pa.array([], pa.int64())})
    parts = [[">", ["column", "n"], ["literal", 1]], ["<", ["column", "n"], ["literal", 5]]]
    both = ["and", *parts]
    scan = Scan("r", ["a"], ["n"], None)
    one_by_one = Filter(Filter(scan, parts[0]), parts[1])
    parted = Filter(Scan("r", ["a"], ["n"], both), ["and", both, ["not", ["not", both]]])
    beside = Project(Filter(scan, both), ["n", "m"], [["column", "n"], doubled])
    # twice the first has more than 64 bits
    large = pa.table({"a": [2**62, 1, 2**62, 2, 3]})
    small, twice = ["<", ["column", "n"], ["literal", 9]], [">", doubled, ["literal", 2]]
    many = beside
    for _ in range(4):
        many = Filter(
            Project(many, ["n", "m"], [["column", "m"], doubled]),
            [">", ["column", "m"], ["literal", 8]],
        )
    guarded = [
        Filter(Filter(scan, small), twice),
        Filter(scan._replace(predicate=small), twice),
        Project(Filter(scan, small), ["n", "m"], [["column", "n"], doubled]),
    ]
    return [
        (plan, table, 1, pa.table({"m": [6]}), 1, 1),
        (copied(plan), five, 2, pa.table({"m": [2, 4, 6, 8, 10]}), *most_work(plan, five, 2)),
        (none, five, 2, nothing, *most_work(none, five, 2)),
        *(
            (plan, five, 4, pa.table({"n": [2, 3, 4]}), *most_work(plan, five, 4))
            for plan in (parted, one_by_one)
        ),
        *(
            (plan, table, 4, evaluate.run(plan, read({"r": table})), *most_work(plan, table, 4))
            for plan, table in (
                *((plan, five) for plan in (beside, many)),
                *((plan, large) for plan in guarded),
            )
        ),
    ]


def reused() -> list[Case]:
    """Computed columns that bear names of the input's, and change places; so do those of a scan. Predicates
    without a column, and a batch of thousands."""
    scan = Scan("r", ["a", "b"], ["n", "m"], None)
    one, other = ["+", ["column", "n"], ["literal", 1]], ["*", ["column", "n"], ["literal", 10]]
    swapped = [["column", "m"], ["column", "n"]]
    table = pa.table({"a": [1, 2, 3], "b": [4, 5, 6]})
    made = [Project(scan, ["n", "m"], [one, other]), Project(scan, ["n", "m"], swapped)]
    made.append(Project(made[0], ["m", "k"], [["column", "n"], ["+", *made[1].expressions]]))
    # the same words say another thing behind a projection
    made.append(Project(made[0], ["n"], [one]))
    large = [">", ["column", "n"], ["literal", 2]]
    made += [Filter(made[0], large), Filter(made[1], large), Filter(Filter(made[0], large), large)]
    crossed = Scan("r", ["a", "b"], ["b", "a"], [">", ["column", "a"], ["literal", 4]])
    made += [crossed, Project(crossed, ["a"], [["+", ["column", "b"], ["literal", 1]]])]
    made += [Filter(scan, ["literal", each]) for each in (True, False)]
    long = pa.table({"a": range(3_000), "b": range(3_000)})
    asked = [*((plan, table, 2) for plan in made), (made[0], long, 2_500)]
    return [
        (plan, rows, size, evaluate.run(plan, read({"r": rows})), 99, 99)
        for plan, rows, size in asked
    ]


def most_work(plan: Plan, table: pa.Table, batch_rows: int) -> tuple[int, int]:
    """Kernel calls and values that a batch-wise run with selection first makes at most."""
    batches = max(1, -(-len(table) // batch_rows))
    calls = values = 0
    below = None
    for step in reversed(list(plans.steps(plan))):
        if isinstance(step, Scan):
            kinds, given = [step.predicate] if step.predicate is not None else [], len(table)
        else:
            given = len(evaluate.run(below, lambda _, columns: table.select(columns)))
            kinds = [step.predicate] if isinstance(step, Filter) else step.expressions
        computed = sum(each[0] != "column" for each in kinds)
        calls, values, below = calls + batches * computed, values + given * computed, step
    return calls, values


def batched(run_batches: Callable, cases: list) -> list:
    """Over there: for each (plan, table, rows a batch) the result, and what the kernels counted."""
    from warehouse.code_generation.kernels import Kernels

    class Watched(Kernels):
        largest = 0

        def __call__(self, batch, expression):
            self.largest = max(self.largest, len(batch))
            return super().__call__(batch, expression)

    found = []
    for plan, table, batch_rows in cases:
        kernels = Watched()
        result = run_batches(plan, table, batch_rows, kernels)
        found.append((result, kernels.calls, kernels.values, kernels.largest))
    return found


def by_others(run_batches: Callable, cases: list) -> list:
    """Over there: the results where kernels say the opposite of a truth, and a thousand more than a
    number."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from warehouse.code_generation.kernels import Kernels

    class Others(Kernels):
        def __call__(self, batch, expression):
            right = super().__call__(batch, expression)
            return pc.invert(right) if pa.types.is_boolean(right.type) else pc.add(right, 1000)

    return [run_batches(plan, table, size, Others()) for plan, table, size in cases]


def expect_kernels_asked(run_batches: Callable) -> None:
    """What is kept and computed is what the kernels say, whatever that is."""
    less = ["<", ["column", "n"], ["literal", 3]]
    doubled = ["+", ["column", "n"], ["column", "n"]]
    plan = Project(Scan("r", ["a"], ["n"], less), ["m", "n"], [doubled, ["column", "n"]])
    table = pa.table({"a": [5, 1, 2, 7, 3]})
    (got,) = over_there("run_batches", by_others, run_batches, [(plan, table, 2)])
    what = f"the rows of {plan} over a = [5, 1, 2, 7, 3], with kernels that say the opposite of each truth "
    what += "and 1000 more than each number"
    rows = got.to_pydict() if isinstance(got, pa.Table) else got
    same(rows, {"m": [1010, 1014, 1006], "n": [5, 7, 3]}, what)


def _told(run_batches: Callable, asked: list[Case]) -> list:
    return over_there("run_batches", batched, run_batches, [case[:3] for case in asked])


def expect_rows(run_batches: Callable, asked: list[Case]) -> None:
    for (*given, rows, _, _), (got, *_) in zip(asked, _told(run_batches, asked)):
        _same_rows(got, rows, *given)


def _same_rows(got: object, rows: pa.Table, plan: Plan, table: pa.Table, size: int) -> None:
    if type(got) is pa.Table and got.equals(rows):
        return
    what = f"of {plan} over {table.to_pydict()} in batches of {size}"
    if isinstance(got, pa.Table) and got.schema.equals(rows.schema):
        same(got.to_pydict(), rows.to_pydict(), f"the rows {what}")
    else:
        same_table(got, rows)


def expect_work(run_batches: Callable, asked: list[Case]) -> None:
    for (*given, rows, calls, values), (got, called, computed, largest) in zip(
        asked, _told(run_batches, asked)
    ):
        # who does no work has no rows
        _same_rows(got, rows, *given)
        plan, table, size = given
        if called <= calls and computed <= values and largest <= size:
            continue
        what = f"{plan} over {len(table)} rows in batches of {size}"
        same(called <= calls, True, f"whether {called} calls are at most {calls}: {what}")
        same(computed <= values, True, f"whether {computed} values are at most {values}: {what}")
        same(largest <= size, True, f"whether {largest} rows are a batch: {what}")


def empties() -> list[Case]:
    """Tables without rows, and one of which no row is left, nor of any batch."""
    types = {"a": pa.int64(), "t": pa.string(), "d": pa.date32()}
    full = pa.table({"a": [1, 2, 3], "t": ["x", "y", "z"], "d": [None, None, None]},
                    schema=pa.schema(types.items()))  # fmt: skip
    none = ["<", ["column", "n"], ["literal", 0]]
    scan = Scan("r", ["a", "t", "d"], ["n", "t", "d"], none)
    number, text, two = ["column", "n"], ["column", "t"], ["literal", 2]
    computed = {
        "d": ["column", "d"],
        "m": ["*", number, two],
        "half": ["/", number, two],
        "f": ["+", ["float", number], ["literal", 0.5]],
        "less": ["and", ["<", number, two], ["not", ["is_null", text]]],
        "cut": ["substring", text, 1, 1],
        "some": ["case", [[["=", number, two], text]], ["literal", "none"]],
        "number": ["case", [[["=", number, two], ["/", number, two]]], ["float", two]],
        "is": ["in", text, ["x"]],
    }
    doubled = Project(scan, list(computed), list(computed.values()))
    every = Scan("r", ["t"], ["u"], None)
    tables = [
        full,
        full.slice(0, 0),
        full.schema.empty_table(),
        pa.Table.from_batches([], full.schema),
    ]
    return [
        (
            copied(plan),
            table,
            2,
            evaluate.run(plan, lambda _, columns, table=table: table.select(columns)),
            99,
            99,
        )
        for table in tables
        for plan in (scan, Filter(doubled, ["literal", True]), every)
        if plan is not every or not len(table)
    ]


def again(run_batches: Callable, cases: list) -> list:
    """Over there: two results of each, between which another table was asked for, the plan as it is
    then, and whether the kernels' counts are those of all their calls."""
    from warehouse.code_generation.kernels import Kernels

    class Twice(Kernels):
        also = 0

        def __call__(self, batch, expression):
            self.also += 1
            return super().__call__(batch, expression)

    found = []
    for plan, table, size in cases:
        kernels = Twice()
        first = run_batches(plan, table, size, kernels)
        run_batches(plan, table.slice(1), size + 1, kernels)
        second = run_batches(plan, table, size, kernels)
        found.append((first, second, plan, kernels.calls == kernels.also))
    return found


def expect_lasting(run_batches: Callable, asked: list[Case]) -> None:
    told = over_there("run_batches", again, run_batches, copied([case[:3] for case in asked]))
    for (*given, rows, _, _), (first, second, plan, counted) in zip(asked, told):
        _same_rows(first, rows, *given)
        _same_rows(second, rows, *given)
        same(plan, given[0], f"the plan after batches of {given[2]}")
        same(counted, True, "whether kernels that are used again count on from where they were")


def features(asked: list[Case]) -> dict[str, int]:
    """How many cases have what a task allows."""
    found = dict.fromkeys(
        (
            "chunks",
            "short",
            "one batch",
            "column predicate",
            "filter",
            "no predicate",
            "column",
            "two",
        ),
        0,
    )
    for plan, table, size, *_ in asked:
        steps = list(plans.steps(plan))
        predicates = [s.predicate for s in steps if not isinstance(s, Project)]
        found["chunks"] += any(column.num_chunks > 1 for column in table.columns)
        found["short"] += len(table) % size > 0
        found["one batch"] += len(table) <= size
        found["column predicate"] += any(p is not None and p[0] == "column" for p in predicates)
        found["filter"] += any(isinstance(step, Filter) for step in steps)
        found["no predicate"] += not any(predicates)
        found["column"] += any(e[0] == "column" for s in steps if isinstance(s, Project)
                               for e in s.expressions)  # fmt: skip
        found["two"] += sum(map(bool, predicates)) > 1
    return found
