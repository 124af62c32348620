"""Segments for which loops are written, made by hand: what draws seldom bring, or never."""

from __future__ import annotations

import numpy as np

from solutions.code_generation.checks.loops import ALL_KINDS
from solutions.code_generation.checks.walking import DTYPES, Case, walked
from warehouse.code_generation.records import (
    Compute,
    Group,
    Keep,
    Order,
    Probe,
    Read,
    Result,
    Segment,
)


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
        out = tuple(np.zeros(5, DTYPES[kind]) for kind in left.values())
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
        Probe("semi", 1, ["a"], ["d"], ["<>", ["column", "d"], ["column", "c"]]),
        Compute(["t", "x"], [["column", "t"], more]),
    ]
    sink = Group(["t"], ["s", "m"], wanted)
    segment = Segment(Read("r", ["a", "t"], ["a", "t"]), steps, sink, [0, 1])
    types = {"a": "int", "t": "text", "c": "int", "d": "int"}
    parameters = (np.array([True, True]), np.int64(1), np.int64(4), np.array([2, 3, 5]))
    tables = (
        (np.array([2, 3, 3, 4]), np.array([7, 8, 1, 9])),
        (np.array([2, 2, 3]), np.array([7, 6, 8])),
    )
    largest = np.iinfo(np.int64).max
    out = (np.array([2]), np.zeros(2, int), np.zeros(2, int), np.full(2, largest))
    given = (5, 0, (numbers, codes), parameters, tables, out)
    return [(segment, types, given, *walked(segment, types, given))]


def _loop(
    own: dict[str, tuple[str, list]],
    steps: list,
    left: dict[str, str],
    parameters: tuple = (),
    build: tuple[str, list, list] | None = None,
    room: tuple[int, int] = (9, 9),
) -> Case:
    """``own``: of each column of the source its kind and values; ``left``: those that come out.
    ``build``: what its column is called, its keys, and its values. ``room``: and how long ``out`` is."""
    types = {name: kind for name, (kind, _) in own.items()} | ({build[0]: "int"} if build else {})
    segment = Segment(Read("r", list(own), list(own)), steps, Result(), [0] if build else [])
    columns = tuple(np.array(values, DTYPES[kind]) for kind, values in own.values())
    tables = (tuple(map(np.array, build[1:])),) if build else ()
    out = tuple(np.full(room[1], 77).astype(DTYPES[kind]) for kind in left.values())
    given = (len(columns[0]), room[0], columns, parameters, tables, out)
    return segment, types, given, *walked(segment, types, given)


def nan_keys() -> list[Case]:
    """NaN as a key, on both sides: it meets nothing, and so an anti join keeps it."""
    own = {"f": ("float", [1.0, np.nan, 2.0, 3.0])}
    build = "c", [1.0, 1.0, 3.0, np.nan, np.nan], [7, 8, 9, 5, 6]
    left = {"inner": {"f": "float", "c": "int"}}
    return [
        _loop(own, [Probe(kind, 0, ["f"], ["c"], None)], left.get(kind, {"f": "float"}), (), build)
        for kind in ALL_KINDS
    ]


def nested() -> list[Case]:
    """Operators on the right of their like, truths that are compared, a case that leaves NaN alone, and
    comparisons of NaN that are turned round."""
    a, b, c, f, p, q = (["column", name] for name in "abcfpq")
    zero = ["parameter", 0]
    numbers = [
        ["-", a, ["-", b, c]],
        ["-", a, ["+", b, c]],
        ["*", a, ["+", b, c]],
        ["*", ["-", a, b], c],
    ]
    truths = [
        ["=", ["<", a, b], ["<", b, c]],
        ["=", ["<", a, b], p],
        ["<>", q, ["=", a, c]],
        ["<>", ["=", a, c], q],
        ["=", ["and", p, q], q],
        ["=", ["or", p, q], q],
        ["=", p, ["not", q]],
        ["and", ["or", p, q], ["<", a, b]],
        ["or", p, ["and", q, ["<", a, b]]],
        ["not", ["or", p, q]],
        ["not", ["<", ["float", a], zero]],
        *(["not", [sign, f, zero]] for sign in ("=", "<>", "<", "<=", ">", ">=")),
        ["in", a, ["parameter", 1]],
        ["not", ["in", f, ["parameter", 2]]],
    ]
    floats = [
        ["case", [[p, f]], zero],
        ["case", [[p, zero], [q, f]], ["float", c]],
        ["-", zero, ["-", ["float", b], ["float", c]]],
        ["/", zero, ["/", zero, ["parameter", 3]]],
    ]
    made, own = [], {
        "a": ("int", [1, 2, 3, 3, 0, -4, 2]),
        "b": ("int", [2, 2, 1, 5, 0, 7, 9]),
        "c": ("int", [3, 1, 3, 2, 0, 5, 2]),
        "f": ("float", [np.nan, 2.0, np.nan, -1.0, np.nan, np.nan, 0.5]),
        "p": ("bool", [False, True, True, False, False, True, True]),
        "q": ("bool", [False, True, False, True, True, False, True]),
    }  # fmt: skip
    bound = np.float64(2.0), np.array([], np.int64), np.array([], np.float64), np.float64(4.0)
    for kind, wanted in (("int", numbers), ("bool", truths), ("float", floats)):
        names = [f"x{at}" for at in range(len(wanted))]
        left = dict.fromkeys(names, kind)
        made.append(_loop(own, [Compute(names, wanted)], left, bound))
    return made


def empty_tables() -> list[Case]:
    """Probes of a table without rows, of one whose keys are all below or above, and one of a single row."""
    own, left = {"a": ("int", [3, -4, 3, 9])}, {"a": "int"}
    lefts, found = {"inner": {"a": "int", "c": "int"}}, []
    residual = ["<", ["column", "a"], ["column", "c"]]
    for keys in ([], [-9], [20, 20], [3]):
        build = "c", np.array(keys, np.int64), np.arange(len(keys)) + 5
        for kind in ALL_KINDS:
            for held in (None, residual):
                probe = Probe(kind, 0, ["a"], ["c"], held)
                found.append(_loop(own, [probe], lefts.get(kind, left), (), build))
    return found


def several_probes() -> list[Case]:
    """Two probes, whose tables stand in their order whatever the numbers of the builds; the second one by a
    column that the first has brought; keys that no float tells apart; and more probes than one digit counts."""
    found = []
    for one, other in ((1, 4), (4, 1)):
        for kind in ALL_KINDS:
            steps = [
                Probe(kind, one, ["a"], ["c"], None),
                Probe("inner", other, ["a"], ["d"], None),
            ]
            found.append(_probing([4, 3, 2], steps, [([2, 3], [7, 8]), ([3, 4, 4], [5, 6, 9])]))
    for kind in ALL_KINDS:
        steps = [Probe("inner", 2, ["a"], ["c"], None), Probe(kind, 0, ["c"], ["d"], None)]
        tables = [([3, 3, 3, 4], [7, 9, 8, 7]), ([7, 8], [5, 6])]
        found.append(_probing([4, 3, 2], steps, tables))
        found.append(_probing([4, 3, 2], steps, [tables[0], ([9], [5])]))
        alone = [Probe(kind, 0, ["a"], ["c"], None)]
        found.append(_probing([2**53 + 1, 2**53, 5], alone, [([5, 2**53 + 1], [6, 7])]))
    many = [
        Probe("semi" if at % 5 == 2 else "inner", 12 - at, ["a"], [f"c{at}"], None)
        for at in range(13)
    ]
    keys = [[1, 3]] * 10 + [[3, 4]] * 3  # what another table holds is not there
    found.append(_probing([1, 3, 2], many, [(each, [at, at + 50]) for at, each in enumerate(keys)]))
    return found


def _probing(values: list, steps: list, tables: list[tuple[list, list]]) -> Case:
    """``values``: of the source's one column. ``tables``: the keys of each probe, and its column."""
    names = ["a", *(step.names[0] for step in steps)]
    needs = sorted(step.build for step in steps)
    segment = Segment(Read("r", ["a"], ["a"]), steps, Result(), needs)
    built = tuple((np.array(keys), np.array(column)) for keys, column in tables)
    written = 1 + sum(step.kind == "inner" for step in steps)
    out = tuple(np.zeros(9, int) for _ in range(written))
    given, types = (
        (len(values), 9, (np.array(values),), (), built, out),
        dict.fromkeys(names, "int"),
    )
    return segment, types, given, *walked(segment, types, given)


def places() -> list[Case]:
    """Columns that a Compute hands on in another order than the source's, under each other's names, or
    behind a computed one; also those of a build."""
    own = {"a": ("int", [3, 4]), "b": ("int", [10, 20])}
    build = "c", [3, 4], [70, 80]
    a, b, c = (["column", name] for name in "abc")
    probe, total = Probe("inner", 0, ["a"], ["c"], None), ["+", a, b]
    whole = dict.fromkeys
    return [
        _loop(own, [Compute(["b", "a"], [b, a])], whole("ba", "int")),
        _loop(own, [Compute(["a", "b"], [b, a])], whole("ab", "int")),
        _loop(own, [Compute(["x", "a"], [total, a])], whole("xa", "int")),
        _loop(
            own, [probe, Compute(["c", "x", "a"], [c, total, a])], whole("cxa", "int"), (), build
        ),
        _loop(own, [Compute(["b", "a"], [b, a]), probe], whole("bac", "int"), (), build),
    ]


def little_room() -> list[Case]:
    """Room that ends among the partners of one row, and none at all; what lies behind is not the loop's.
    And sorts of few rows: all are written and counted, the sort comes later."""
    own, build = {"a": ("int", [3, 4, 3])}, ("c", [3, 3, 3, 5], [1, 2, 7, 9])
    probe, left = Probe("inner", 0, ["a"], ["c"], None), {"a": "int", "c": "int"}
    found = [_loop(own, [probe], left, (), build, room) for room in ((4, 8), (1, 8), (0, 3))]
    segment, *rest = _loop(own, [], {"a": "int"})
    sinks = (Order(keys, limit) for keys in ([], [("a", True, False)]) for limit in (0, 1))
    return found + [(segment._replace(sink=sink), *rest) for sink in sinks]


def large_sums() -> list[Case]:
    """Sums and ends that no float holds, and counts of a column in which NaN is."""
    columns = np.array([2**53, 1, 2**53 + 2, -7]), np.array([1.0, np.nan, np.nan, 2.0])
    wanted = [(function, "a", False, 0) for function in ("sum", "avg", "min", "max")]
    wanted.append(("count", "f", False, 0))
    segment = Segment(Read("r", ["a", "f"], ["a", "f"]), [], Group([], list("vwxyz"), wanted), [])
    ends = np.iinfo(np.int64)
    firsts = (0, 0, 0, ends.max, ends.min, 0)
    out = (np.array([], np.int64), *(np.array([first]) for first in firsts))
    given, types = (4, 0, columns, (), (), out), {"a": "int", "f": "float"}
    return [(segment, types, given, *walked(segment, types, given))]


def names_of_others(grouped: bool = False) -> list[Case]:
    """A number that a Compute has given a text's name, and a text that has a number's: behind it the one is
    compared, chosen and looked up in a table, or (``grouped``) summed in groups by the other."""
    own = {"a": ("int", [3, 4, 3]), "t": ("text", [0, 1, 1]), "f": ("float", [1.5, -2.0, 0.5])}
    a, t, f = (["column", name] for name in "atf")
    swapped, ints = Compute(["a", "t", "f"], [t, a, f]), {"a": "text", "t": "int", "f": "float"}
    total, both = Compute(["t", "a"], [["+", a, ["parameter", 0]], t]), {"t": "int", "a": "text"}
    bound, build = (np.int64(1), np.array([True, False])), ("c", [3, 4], [70, 80])
    chosen = Compute(["t"], [["case", [[["<", t, ["parameter", 0]], t]], ["+", t, t]]])
    kept = [Keep([">", t, ["parameter", 0]]), Keep(["lookup", "a", 1])]
    found = []
    wanted = [(function, "t", False, 0) for function in ("sum", "avg", "min", "max")]
    ends = np.iinfo(np.int64)
    for first, left in ((swapped, ints), (total, both)):
        if grouped:
            segment, types, given, *_ = _loop(own, [first], left, bound)
            segment = segment._replace(sink=Group(["a"], list("vwxy"), wanted))
            firsts = (0, 0, 0, ends.max, ends.min)
            given = (*given[:-1], (np.array([2]), *(np.full(2, each) for each in firsts)))
            found.append((segment, types, given, *walked(segment, types, given)))
            continue
        found.append(_loop(own, [first, *kept], left, bound))
        found.append(_loop(own, [first, chosen], {"t": "int"}, bound))
        for kind in ALL_KINDS:
            met = left | ({"c": "int"} if kind == "inner" else {})
            probe = Probe(kind, 0, ["t"], ["c"], None)
            found.append(_loop(own, [first, probe], met, bound, build))
    return found
