"""Plans run row by row: what comes, how much is pulled, what stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pyarrow as pa

from solutions.code_generation.checks.drawn import (
    PATTERNS,
    TEXTS,
    drawn_plan,
    drawn_tables,
    expected_rows,
    in_some_order,
    over_there,
    plain,
    with_end,
)
from warehouse import plans
from warehouse.checks import generator, kept, same
from warehouse.checks.laws import copied
from warehouse.checks.plain_data import difference
from warehouse.code_generation.records import Keep, Order, Read
from warehouse.plans import Aggregate, Filter, Join, Plan, Project, Scan, Sort

Case = tuple[Plan, dict, list[tuple]]


def cases(name: str, count: int, **kind: object) -> list[Case]:
    """(plan, tables as tuples, its rows) each: made once for a class. ``kind`` as ``_cases`` takes it."""
    return kept(partial(_cases, name, count, **kind), "interpret", name, count)


def _cases(
    name: str,
    count: int,
    nulls: bool = False,
    ends: tuple[bool, bool] | None = None,
    **plan_kind: object,
) -> list[Case]:
    """``ends``: as ``with_end`` takes it, where plans are sorted or aggregated."""
    rng, made = generator("interpret", name), []
    while len(made) < count:
        plan, tables = drawn_plan(rng, **plan_kind), drawn_tables(rng, nulls)
        plan = with_end(rng, plan, *ends) if ends else plan
        rows = expected_rows(plan, tables)
        # a few without rows are enough
        if rows or len(made) % 5 == 0:
            made.append((plan, plain(tables), rows))
    return made


#: What few checks need besides the one of expressions.
PLAIN = ("like", "substring", "year", "/", "case")
UNLIKE = ("patterns", "substring", "year", "/")
SOME_ENDS, WHOLE_ENDS, WHOLE_SORTS = (False, True), (True, True), (True, False)


def _of_one_table(columns: dict, types: dict, wanted: list) -> list[Case]:
    scan = Scan("r", list(columns), list(columns), None)
    plan = Project(scan, [f"x{at}" for at in range(len(wanted))], wanted)
    tables = {"r": pa.table(columns, schema=pa.schema(types.items()))}
    return [(plan, plain(tables), expected_rows(plan, tables))]


def all_texts() -> list[Case]:
    """Every text beside every pattern, and every way to cut one."""
    text = ["column", "t"]
    wanted = [["like", text, pattern] for pattern in PATTERNS]
    wanted += [["substring", text, at, count] for at in range(1, 6) for count in range(5)]
    return _of_one_table({"t": [*TEXTS, "aäbc"]}, {"t": pa.string()}, wanted)


def all_truths() -> list[Case]:
    """Every operator of two over true, false and null, and over 1, 2 and null; and a column alone as the
    predicate of a scan, of a filter and of a join."""
    truths, numbers = (True, False, None), (1, 2, None)
    pairs = [(at, other) for at in range(3) for other in range(3)]
    columns = {name: [values[pair[side]] for pair in pairs]
               for name, values, side in (("p", truths, 0), ("q", truths, 1),
                                          ("a", numbers, 0), ("b", numbers, 1))}  # fmt: skip
    p, q, a, b = (["column", name] for name in "pqab")
    wanted = [[word, p, q] for word in ("and", "or", "=", "<>")]
    wanted += [[word, a, b] for word in (*plans.COMPARISONS, "+", "-", "*")]
    wanted += [["not", p], ["is_null", p], ["is_null", a], ["in", a, [2, 3]], ["float", a]]
    wanted += [["in", a, []], ["not", ["in", a, []]]]
    wanted += [["case", [[p, a], [q, b]], ["literal", 7]], ["not", ["in", a, [1]]]]
    wanted += [["case", [[p, ["literal", 7]]], other] for other in (a, b)]
    types = {"p": pa.bool_(), "q": pa.bool_(), "a": pa.int64(), "b": pa.int64()}
    return _of_one_table(columns, types, wanted) + _columns_as_predicates()


def _columns_as_predicates() -> list[Case]:
    tables = {"r": pa.table({"p": [True, False, None]}), "s": pa.table({"q": [None, True]})}
    scan, right = Scan("r", ["p"], ["p"], None), Scan("s", ["q"], ["q"], None)
    made: list[Plan] = [scan._replace(predicate=["column", "p"]), Filter(scan, ["column", "p"])]
    made += [Join(kind, scan, right, [], [], ["column", "q"]) for kind in plans.KINDS]
    made.append(Join("anti", scan, right, [], [], ["column", "p"]))
    return [(plan, plain(tables), expected_rows(plan, tables)) for plan in made]


def null_pairs() -> list[Case]:
    """A join over two columns, of which one, the other or both are null on either side."""
    pairs = [(a, b) for a in (1, None) for b in (2, None)]
    tables = {"r": (["a", "b"], pairs), "s": (["a", "b"], pairs[::-1])}
    left, right = (Scan(name, ["a", "b"], [f"{name}a", f"{name}b"], None) for name in "rs")
    keys = ["ra", "rb"], ["sa", "sb"]
    nothing = [pair for pair in pairs if None in pair]
    return [
        (Join("inner", left, right, *keys, None), tables, [(1, 2, 1, 2)]),
        (Join("anti", left, right, *keys, None), tables, nothing),
    ]


def null_residuals() -> list[Case]:
    """Anti joins, on a key and on none, whose residual is true, false and null for some pairs."""
    made = []
    columns = {"r": ["a", "b"], "s": ["c", "d"]}
    numbers = {"r": [(1, 5), (2, 5), (3, None), (4, 1), (None, 5)],
               "s": [(1, None), (2, 1), (2, None), (3, 1), (4, 9), (4, None)]}  # fmt: skip
    tables = {
        name: pa.table(dict(zip(columns[name], map(list, zip(*rows)))))
        for name, rows in numbers.items()
    }
    left, right = (Scan(name, columns[name], columns[name], None) for name in "rs")
    for residual in (["<", ["column", "d"], ["column", "b"]], ["is_null", ["column", "d"]]):
        for keys in ((["a"], ["c"]), ([], [])):
            plan = Join("anti", left, right, *keys, residual)
            made.append((plan, plain(tables), expected_rows(plan, tables)))
    return made


def sides() -> list[Case]:
    """Joins of all kinds, with a key and without, of which one side has no rows, and of rows that have
    three partners, one and none; and by texts that are nearly equal."""
    made, types = [], pa.schema([("a", pa.int64())])
    left, right = (Scan(name, ["a"], [f"{name}a"], None) for name in "rs")
    for rows in (([1, 2, 1], []), ([], [1, 1]), ([1, 2, 3], [2, 1, 1, 1])):
        tables = {name: pa.table({"a": each}, schema=types) for name, each in zip("rs", rows)}
        for kind in plans.KINDS:
            for keys in (([], []), (["ra"], ["sa"])):
                plan = Join(kind, left, right, *keys, None)
                made.append((plan, plain(tables), expected_rows(plan, tables)))
    near = {
        "r": pa.table({"a": ["a", "b", "A", ""]}),
        "s": pa.table({"a": ["a\n", " b", "a", " "]}),
    }
    for kind in ("inner", "anti"):
        plan = Join(kind, left, right, ["ra"], ["sa"], None)
        made.append((plan, plain(near), expected_rows(plan, near)))
    return made


def nothing() -> list[Case]:
    """Aggregates of no rows: one row without groups, none with them. Sorts of which no row is wanted, the
    first, or more than there are. And averages of floats, which have a scale, too."""
    tables = {"r": pa.table({"a": [1, 2], "b": [1, 1], "f": [0.5, 2.5]})}
    scan = Scan("r", ["a", "b"], ["a", "b"], None)
    none = Scan("r", ["a", "b"], ["a", "b"], ["<", ["column", "a"], ["literal", 0]])
    functions = [("count", None, False, 0), ("max", "b", False, 0)]
    made: list[Plan] = [Aggregate(none, by, ["n", "m"], functions) for by in ([], ["a"])]
    made += [Sort(scan, [("a", True, False)], limit) for limit in (0, 1, 9)]
    real = Scan("r", ["f"], ["f"], None)
    made += [Aggregate(real, [], ["m"], [("avg", "f", False, scale)]) for scale in (0, 1)]
    return [(plan, plain(tables), expected_rows(plan, tables)) for plan in made]


def null_groups() -> list[Case]:
    """Groups by two and by three columns, of which all, some and none are null; by texts that look like
    null, and by two whose borders lie elsewhere."""
    rows = [(a, b, c) for a in (1, None) for b in (2, None) for c in (3, None)] * 2
    tables = {"r": pa.table(dict(zip("abc", map(list, zip(*rows)))))}
    scan, count = Scan("r", list("abc"), list("abc"), None), [("count", None, False, 0)]
    asked = [(Aggregate(scan, by, ["n"], count), tables) for by in (["a", "b"], ["a", "b", "c"])]
    pairs = [("None", ""), (None, ""), ("", None), ("", "None"), ("a|b", "c"), ("a", "b|c"),
             ("null", "0"), ("a,b", "c"), ("a", "b,c"), ("ab", "c"), ("a", "bc"), ("", "")] * 2  # fmt: skip
    texts = {"r": pa.table(dict(zip("ab", map(list, zip(*pairs)))))}
    scan = Scan("r", list("ab"), list("ab"), None)
    asked += [(Aggregate(scan, by, ["n"], count), texts) for by in (["a"], ["a", "b"])]
    asked.append((Aggregate(scan, ["b"], [], []), texts))
    return [(plan, plain(there), expected_rows(plan, there)) for plan, there in asked]


def exact() -> list[Case]:
    """Whole numbers that no float holds, in comparisons, keys, groups, sums and sorts."""
    numbers = [2**53, 2**53 + 1, 2**53 + 1, -(2**62), None]
    tables = {
        "r": (["a"], [(number,) for number in numbers]),
        "s": (["a"], [(2**53 + 1,)]),
        "large": (["a"], [(2**62,)] * 5),
    }
    scan, other = Scan("r", ["a"], ["a"], None), Scan("s", ["a"], ["b"], None)
    equal = ["=", ["column", "a"], ["literal", 2**53 + 1]]
    wanted = [("sum", "a", False, 0), ("max", "a", False, 0), ("count", "a", True, 0)]
    every = [(None, 1, None), (-(2**62), 1, -(2**62)), (2**53, 1, 2**53), (2**53 + 1, 2, 2**54 + 2)]
    grouped = [("count", None, False, 0), ("sum", "a", False, 0)]
    return [
        (Filter(scan, equal), tables, [(2**53 + 1,)] * 2),
        (Join("semi", scan, other, ["a"], ["b"], None), tables, [(2**53 + 1,)] * 2),
        (Aggregate(scan, [], ["s", "m", "n"], wanted), tables,
         [(3 * 2**53 + 2 - 2**62, 2**53 + 1, 3)]),
        (Aggregate(scan, ["a"], ["n", "s"], grouped), tables, every),
        *(
            (Sort(scan, [("a", down, False)], limit), tables, [(number,) for number in wanted])
            for down, limit, wanted in (
                (True, None, [2**53 + 1, 2**53 + 1, 2**53, -(2**62), None]),
                (False, 3, [-(2**62), 2**53, 2**53 + 1]),
            )
        ),
        (Aggregate(Scan("large", ["a"], ["a"], None), [], ["n", "s"], grouped), tables,
         [(5, 5 * 2**62)]),
    ]  # fmt: skip


def walk(interpret: Callable, cases: list) -> list:
    """Over there: for each (plan, tables, how many rows are taken) the rows, and how many were
    pulled of each table."""
    from itertools import islice

    found = []
    for plan, tables, wanted in cases:
        pulled = dict.fromkeys(tables, 0)

        def source(table, columns, tables=tables, pulled=pulled):
            names, rows = tables[table]
            places = [names.index(column) for column in columns]
            for row in rows:
                pulled[table] += 1
                yield tuple([row[at] for at in places])

        rows = list(islice(interpret(plan, source), wanted))
        found.append(([dict(row) for row in rows], pulled))
    return found


def _about(plan: Plan, tables: dict) -> str:
    return f"{plan}, where " + ", ".join(f"{n} has {rows}" for n, (_, rows) in tables.items())


def _expect(plan: Plan, tables: dict, rows: list[dict], wanted: list[tuple], what: str) -> None:
    names = plans.names(plan)
    for row in rows:
        if difference(list(row), names) is not None:
            same(list(row), names, f"the columns of {_about(plan, tables)}")
    got = [tuple(row.values()) for row in rows]
    if not isinstance(plan, Sort):
        got, wanted = in_some_order(got), in_some_order(wanted)
    if difference(got, wanted) is not None:
        same(got, wanted, f"{what} of {_about(plan, tables)}")


def expect_interpreted(interpret: Callable, asked: list[Case]) -> None:
    """All rows of each plan, in order where it is sorted."""
    sent = [(plan, tables, None) for plan, tables, _ in asked]
    for (plan, tables, wanted), (rows, _) in zip(
        asked, over_there("interpret", walk, interpret, sent)
    ):
        _expect(plan, tables, rows, wanted, "the rows")


def few_pulled(kinds: str) -> list[tuple]:
    """(plan, tables, rows taken, pulled by table): ``steps`` that go along, or ``whole`` inputs."""
    names, rows = ["a", "b"], [(at, at % 3) for at in range(50)]
    tables = {"r": (names, rows), "s": (["a"], [(1,), (4,), (4,), (None,)])}
    scan = Scan("r", list(names), ["a", "b"], None)
    first = Scan("r", list(names), ["a", "b"], ["<", ["column", "b"], ["literal", 1]])
    third = Filter(scan, ["=", ["column", "b"], ["literal", 1]])
    doubled = Project(third, ["x"], [["+", ["column", "a"], ["column", "a"]]])
    right = Scan("s", ["a"], ["sa"], None)
    if kinds == "steps":
        return [
            (scan, tables, 1, {"r": 1, "s": 0}),
            (first, tables, 2, {"r": 4, "s": 0}),
            (third, tables, 2, {"r": 5, "s": 0}),
            (doubled, tables, 10, {"r": 29, "s": 0}),
            (doubled, tables, 0, {"r": 0, "s": 0}),
        ]

    def joined(kind: str) -> Join:
        return Join(kind, scan, right, ["a"], ["sa"], None)

    count = [("count", None, False, 0)]
    less = ["<", ["column", "a"], ["column", "sa"]]
    descending = Sort(scan, [("a", True, False)], 2)
    every = Join("inner", scan, right, [], [], None)
    # nobody asks for a row: none is pulled, not even of what is pulled as a whole
    unasked = (joined("inner"), every, descending, Aggregate(scan, [], ["n"], count))
    return [
        *((plan, tables, 0, {"r": 0, "s": 0}) for plan in unasked),
        (every, tables, 2, {"r": 1, "s": 4}),
        (every._replace(kind="left"), tables, 5, {"r": 2, "s": 4}),
        (Join("inner", scan, right, [], [], less), tables, None, {"r": 50, "s": 4}),
        (joined("inner"), tables, 2, {"r": 5, "s": 4}),
        (joined("inner"), tables, None, {"r": 50, "s": 4}),
        (joined("left"), tables, 3, {"r": 3, "s": 4}),
        (joined("semi"), tables, 1, {"r": 2, "s": 4}),
        (joined("anti"), tables, 2, {"r": 3, "s": 4}),
        (descending, tables, 1, {"r": 50, "s": 0}),
        (Aggregate(scan, ["b"], ["n"], count), tables, 1, {"r": 50, "s": 0}),
    ]


def expect_pulled(interpret: Callable, kinds: str) -> None:
    """Not a row more, and the rows are there."""
    asked = few_pulled(kinds)
    told = over_there("interpret", walk, interpret, [case[:3] for case in asked])
    for (plan, _, wanted, pulled), (rows, got) in zip(asked, told):
        what = "all" if wanted is None else f"the first {wanted}"
        if wanted is not None:
            same(len(rows), wanted, f"how many rows come of {plan} where {wanted} are asked for")
        same(got, pulled, f"rows pulled for {what} of {plan}, r having 50 rows and s 4")


def said_of_no_plans(interpret: Callable, asked: list) -> list[str]:
    """Over there: what is said of each."""
    said = []
    for plan in asked:
        try:
            said.append(f"nothing: {list(interpret(plan, lambda *_: iter([(1,)])))}"[:200])
        except TypeError as error:
            said.append(f"TypeError: {error}")
    return said


def expect_refused(interpret: Callable) -> None:
    scan = Scan("r", ["a"], ["a"], None)
    asked = [
        ("select 1", "str"),
        (None, "NoneType"),
        ((), "tuple"),
        (Filter(None, ["literal", True]), "NoneType"),
        (Join("inner", scan, 7, [], [], None), "int"),
        # records that have what a step has, and are none
        (Read("r", ["a"], ["a"]), "Read"),
        (Keep(["literal", True]), "Keep"),
        (Order([("a", False, False)], 1), "Order"),
    ]
    told = over_there("interpret", said_of_no_plans, interpret, [plan for plan, _ in asked])
    for said, (plan, name) in zip(told, asked):
        named = said.startswith("TypeError: ") and name in said
        same(named, True, f"whether a TypeError names {name} for {plan!r} (it was {said!r})")


def again(interpret: Callable, cases: list) -> list:
    """Over there: the rows of each plan; those of the same plan once the first were changed, while
    the rows of another source are walked; and the plan as it is then."""
    found = []
    for plan, tables in cases:

        def source(table, columns, tables=tables):
            names, rows = tables[table]
            return iter([tuple(row[names.index(column)] for column in columns) for row in rows])

        def none(table, columns):
            return iter(())

        first = list(interpret(plan, source))
        rows = [dict(row) for row in first]
        for row in first:
            row.clear()
        one, other = interpret(plan, source), interpret(plan, none)
        second = []
        for row in one:
            second.append(dict(row))
            next(other, None)
        found.append((rows, second, plan))
    return found


def expect_lasting(interpret: Callable, asked: list[Case]) -> None:
    told = over_there("interpret", again, interpret, copied([case[:2] for case in asked]))
    for (plan, tables, wanted), (first, second, after) in zip(asked, told):
        _expect(plan, tables, first, wanted, "the rows")
        _expect(plan, tables, second, wanted, "asked again, the rows")
        same(after, plan, "the plan afterwards")
