"""What the graded cells of the warmup lab are written with: oracles, made data, and comparisons that
call the student's functions, which they are given.

The test process alone can import this (``from solutions.warmup import checks`` inside a graded
cell); no student's process, release or bundle has it.
"""

from __future__ import annotations

import json
import re
from collections import namedtuple
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

import numpy as np
import pyarrow as pa

from warehouse import plans
from warehouse.checks import Wrong, in_notebook, kept, run_each, same
from warehouse.plans import Aggregate, Filter, Join, Plan, Project, Scan, Sort
from warehouse.warmup import catalogue

#: Lists of (table, columns), as exercise 1 gives them.
Scans = list

# Plans


COLUMNS = {"r": ["a", "b", "c"], "s": ["a", "d"], "t": ["e"], "the u": ["f f", "g", "a", "é"]}
PLAIN_TABLES, ALL_TABLES = ("r", "s", "t"), tuple(COLUMNS)
PLAIN_JOINS, HALF_JOINS = ("inner", "left"), ("semi", "anti")
STEPS = ("Filter", "Project", "Aggregate", "Sort", "Join", "Join", "Join")


class _Plans:
    """Plans that mean something, and what they read, which is noted while they are made."""

    def __init__(self, rng: np.random.Generator, kinds: tuple, again: bool, most_columns: int):
        self.rng, self.kinds, self.again, self.most = rng, kinds, again, most_columns
        self.left: list[str] = []
        self.names = 0

    def one(self, depth: int, tables: tuple) -> tuple[Plan, Scans]:
        """``depth``: how many steps lie above a scan at most; ``tables``: those that may be read."""
        self.left = [str(table) for table in self.rng.permutation(tables)]
        return self.plan(depth)

    def plan(self, depth: int) -> tuple[Plan, Scans]:
        step = str(self.rng.choice(STEPS)) if depth else "Scan"
        if step == "Join" and not self.left[1:] and not self.again:
            step = "Filter"  # no second table is left for it
        if step == "Scan":
            return self.scan()
        if step == "Join":
            return self.join(depth - 1)
        below, scans = self.plan(depth - 1)
        there = plans.names(below)
        some = ["column", there[0]] if there else ["literal", 1]
        match step:
            case "Filter":
                return Filter(below, [">", some, ["literal", 2]]), scans
            case "Project":
                return Project(below, [self.name("p")], [["+", some, ["literal", 1]]]), scans
            case "Aggregate":
                count = ("count", None, False, 0)
                return Aggregate(below, there[:1], [self.name("n")], [count]), scans
        return Sort(below, [(name, False, False) for name in there[:1]], 5), scans

    def scan(self) -> tuple[Scan, Scans]:
        table = self.left[0] if self.again else self.left.pop()
        there = COLUMNS[table]
        count = min(self.most, int(self.rng.integers(1, len(there) + 1)))
        columns = [str(name) for name in self.rng.permutation(there)[:count]]
        names = [self.name("x") for _ in columns]
        asked = columns and self.rng.random() < 0.5
        predicate = ["<", ["column", names[-1]], ["literal", 7]] if asked else None
        return Scan(table, columns, names, predicate), [(table, list(columns))]

    def join(self, depth: int) -> tuple[Join, Scans]:
        # one side is as deep as it may be, and it is not always the same
        depths = [depth, int(self.rng.integers(0, depth + 1))]
        if self.rng.random() < 0.5:
            depths.reverse()
        spare = self.left.pop() if not self.again else ""  # so that the right has a table
        left, its = self.plan(depths[0])
        if spare:
            self.left.append(spare)
        right, others = self.plan(depths[1])
        keys = [plans.names(side)[:1] for side in (left, right)]
        keys = keys if all(keys) else [[], []]
        return Join(str(self.rng.choice(self.kinds)), left, right, *keys, None), its + others

    def name(self, letter: str) -> str:
        self.names += 1
        return f"{letter}{self.names}"


def drawn_plans(
    rng: np.random.Generator,
    kinds: tuple = PLAIN_JOINS,
    tables: tuple = PLAIN_TABLES,
    again: bool = False,
    most_columns: int = 9,
) -> list[tuple[Plan, Scans]]:
    """Plans of up to six steps above a scan, small ones first, and the scans of each.

    ``kinds`` of joins; ``again``: whether every scan of a plan is of one table, otherwise each is of
    another; ``most_columns``: that a scan reads.
    """
    made = _Plans(rng, kinds, again, most_columns)
    return [made.one(depth, tables) for depth in range(7) for _ in range(6)]


def tpch_plans(half_joins: bool = False, again: bool = False) -> list[tuple[Plan, Scans]]:
    """Those of the 22 queries that have semi or anti joins; those without that read a table twice; or
    the others. Their scans are read out of their text as JSON, in which left stands before right."""
    found = re.compile(r'\["Scan", ("[^"]*"), (\[[^\]]*\])')
    made = []
    for number in range(1, 23):
        plan = plans.tpch(number).plan
        kinds = {step.kind for step in plans.steps(plan) if isinstance(step, Join)}
        text = json.dumps(plans.to_data(plan))
        scans = [(json.loads(table), json.loads(columns)) for table, columns in found.findall(text)]
        twice = len({table for table, _ in scans}) < len(scans)
        wanted = half_joins if kinds & {*HALF_JOINS} else not half_joins and twice == again
        if wanted:
            made.append((plan, scans))
    return made


def no_plans() -> list[tuple[object, str]]:
    """What is no plan, or holds what is no step; and the name of its type."""
    scan = Scan("r", ["a"], ["x1"], None)
    return [
        ("select 1", "str"),
        (None, "NoneType"),
        (7, "int"),
        (["Scan", "r", ["a"], ["x1"], None], "list"),
        (("r", ["a"]), "tuple"),
        (Filter(None, ["literal", True]), "NoneType"),
        (Sort("r", [], 1), "str"),
        (Join("inner", scan, 7, [], [], None), "int"),
        (Join("semi", {"r": scan}, scan, [], [], None), "dict"),
    ]


def expect_stranger_refused(find_scans: Callable) -> None:
    """What has the fields of a step and is none, as the plan and below one."""
    for error, message in in_notebook(asked_of_a_stranger, find_scans, keeps=True):
        if error != "TypeError" or "Limit" not in message:
            what = "what is none of the six kinds is refused, whatever fields it has"
            expected = "TypeError whose message contains 'Limit'"
            got = f"{error}: {message}" if error else message
            raise Wrong(what, expected, got, "find_scans(Limit(Scan('r', ['a'], ['x1'], None)))")


def asked_of_a_stranger(find_scans: Callable) -> list[tuple[str, str]]:
    """(type of the error, its message) of two calls; ("", what came) where none is raised."""
    scan = Scan("r", ["a"], ["x1"], None)
    stranger = namedtuple("Limit", "input")(scan)
    told = []
    for plan in (stranger, Sort(stranger, [], 1)):
        try:
            told.append(("", repr(find_scans(plan))[:300]))
        except Exception as error:  # of the student's function, whichever
            told.append((type(error).__name__, str(error)[:300]))
    return told


# Bytes of tables

FIXED = tuple(
    (kind, width)
    for width, kinds in {
        1: (pa.int8(), pa.uint8()),
        2: (pa.int16(), pa.uint16(), pa.float16()),
        4: (pa.int32(), pa.uint32(), pa.float32(), pa.date32()),
        8: (pa.int64(), pa.uint64(), pa.float64(), pa.date64(), pa.timestamp("s"),
            pa.timestamp("ns", "UTC")),
        16: (pa.decimal128(15, 2), pa.decimal128(38, 0)),
        32: (pa.decimal256(50, 3),),
    }.items()
    for kind in kinds
)  # fmt: skip
#: Types whose widths every check may mix: of these no answer gets one wrong and the other right.
PLAIN = ((pa.int64(), 8), (pa.string(), 4))
ALPHABETS = ("abc", "äöß", "Ωλ", "数据", "🦆", " \t\n", "\0")


def _value(rng: np.random.Generator, kind: pa.DataType, letters: tuple) -> object:
    number = int(rng.integers(0, 100))
    if pa.types.is_string(kind):
        length = int(rng.integers(0, 6))
        return "".join(str(rng.choice(list("".join(letters)))) for _ in range(length))
    if pa.types.is_decimal(kind):
        return Decimal(number)
    if pa.types.is_date(kind):
        return date(1994, 1, 1) + timedelta(number)
    if pa.types.is_timestamp(kind):
        return datetime(1994, 1, 1) + timedelta(number)
    return float(number) if pa.types.is_floating(kind) else number


def drawn_tables(
    rng: np.random.Generator,
    types: tuple = PLAIN,
    letters: tuple = ("abc",),
    nulls: bool = False,
    cut: bool = False,
) -> list[tuple[pa.Table, dict[str, int]]]:
    """Tables of 1 to 20 rows, small ones first, and of each the bytes of its columns by name.

    ``types``: (type, width) each; of texts the width is that of where they end. ``nulls``: whether
    there are some in every column, and at last nothing else; ``cut``: chunks, slices, and slices of chunks.
    """
    made = []
    for number in range(max(12, len(types))):
        rows = 1 + number * 19 // max(12, len(types))
        # every type comes, whatever is drawn besides
        picked = [types[number % len(types)]]
        picked += [types[at] for at in rng.integers(0, len(types), int(rng.integers(0, 4)))]
        columns, sizes = {}, {}
        for place, (kind, width) in enumerate(picked):
            values = [_value(rng, kind, letters) for _ in range(rows)]
            if nulls:
                for at in {int(rng.integers(0, rows)), *range(0, rows, 3)}:
                    values[at] = None
            name = f"{'xyz'[place % 3]}{place or ''}"
            whole = pa.array([*values, *values[:2]] if cut else values, kind)
            columns[name] = _cut(rng, whole, rows) if cut else whole
            texts = sum(len(value.encode()) for value in values if type(value) is str)
            sizes[name] = rows * width + texts
        made.append((pa.table(columns), sizes))
    if nulls:
        alone = {"x": pa.nulls(2, pa.int64()), "y": pa.nulls(2, pa.string())}
        made.append((pa.table(alone), {"x": 16, "y": 8}))
    return made


def _cut(rng: np.random.Generator, whole: pa.Array, rows: int) -> pa.ChunkedArray:
    """The first rows of an array that is longer, in up to three chunks that share its buffers."""
    first, second = sorted(int(at) for at in rng.integers(0, rows + 1, 2))
    pieces = ((0, first), (first, second), (second, rows))
    return pa.chunked_array([whole.slice(start, end - start) for start, end in pieces])


def empty_tables() -> list[tuple[pa.Table, dict[str, int]]]:
    """Tables without rows: of no chunk, of an empty one, a slice; one without columns; and a table that
    is not empty."""
    schema = pa.schema([("x", pa.int64()), ("y", pa.string())])
    whole = pa.table({"x": [1, 2], "y": ["a", "b"]}, schema=schema)
    tables = [
        pa.table({"x": [], "y": []}, schema=schema),
        pa.Table.from_batches([], schema=schema),
        whole.slice(2),
    ]
    return [(table, dict.fromkeys(table.column_names, 0)) for table in tables] + [
        (pa.table({}), {}),
        (whole, {"x": 16, "y": 10}),
    ]


def expect_bytes(by_rows: Callable, by_columns: Callable, tables: list) -> None:
    """What both functions say of these tables: of all columns, of each, and of some."""
    rows = run_each(by_rows, [(table,) for table, _ in tables])
    asked = [
        (table, names, sizes)
        for table, sizes in tables
        for names in (list(sizes)[:1], list(sizes)[::-1], list(sizes)[1::2])
        if names
    ]
    columns = run_each(by_columns, [(table, names) for table, names, _ in asked])
    for (_, sizes), (_, got) in zip(tables, rows):
        same(got, sum(sizes.values()))
    for (_, names, sizes), (_, got) in zip(asked, columns):
        same(got, sum(sizes[name] for name in names))


def expect_once(by_columns: Callable, rng: np.random.Generator) -> None:
    """Names that come twice, and none."""
    cases = []
    for table, sizes in drawn_tables(rng):
        first, last = list(sizes)[0], list(sizes)[-1]
        for names in ([first, first], [last, *sizes, last], []):
            cases.append((table, names, sum(sizes[name] for name in set(names))))
    answers = run_each(by_columns, [(table, names) for table, names, _ in cases])
    for (_, _, right), (_, got) in zip(cases, answers):
        same(got, right)


def bytes_refused() -> list[tuple[type[Exception], tuple, str]]:
    """(error, arguments, what the message names): one argument for a row store, two for a column
    store."""
    flags = pa.table({"n": [1, 2], "paid": [True, False]})
    lists = pa.table({"of all": [[1], []], "n": [1, 2]})
    return [
        (TypeError, (flags,), "paid"),
        (TypeError, (lists,), "of all"),
        (TypeError, (flags, ["n", "paid"]), "paid"),
        (TypeError, (lists, ["of all"]), "of all"),
        (TypeError, (flags.slice(2),), "paid"),
        (TypeError, (lists.slice(2), ["of all"]), "of all"),
        (KeyError, (flags, ["price"]), "price"),
        (KeyError, (flags, ["n", "N"]), "N"),
        (KeyError, (flags.slice(2), ["no such"]), "no such"),
    ]


# Rows in pages

#: Rows of lineitem at scale factor 0.01.
LINES = 60_175


def pages_by_places(lengths: list[int], page: int) -> int:
    """Every row at its place in one long file; one that would lie on both sides of a border moves
    behind it."""
    end = 0
    for length in lengths:
        if end // page != (end + length - 1) // page:
            end = -(-end // page) * page
        end += length
    return -(-end // page)


def drawn_rows(rng: np.random.Generator) -> list[tuple[list[int], int]]:
    """(lengths, page), short lists first. Lengths are even and pages odd, so that none is full."""
    cases = []
    for rows in (1, 2, 2, 3, 3, 3, 4, 4, 5, 6, 8, 12, 20, 40, 80, 200):
        for most in (3, 7, 20):
            page = 2 * int(rng.integers(most, 3 * most)) + 1
            lengths = 2 * rng.integers(1, most + 1, rows)
            cases.append((lengths.tolist(), page))
    return cases


def full_pages(rng: np.random.Generator) -> list[tuple[list[int], int]]:
    """Rows of one length that divides the page's, so that every page but the last is full."""
    cases = [([1], 1), ([7], 7), ([1, 1], 1), ([1, 1], 2), ([3, 3, 3, 3, 3], 6)]
    # shares of a page do not add up to a whole one, where they are floats
    cases += [([1] * 3 * page, page) for page in (6, 10, 49, 100)]
    for _ in range(8):
        length, in_a_page, rows = (int(number) for number in rng.integers(1, (40, 7, 30)))
        cases.append(([length] * rows, length * in_a_page))
    return cases


def many_rows() -> list[tuple[list[int], int]]:
    """As many rows as lineitem has at scale factor 0.01, all of one length."""
    return [([150] * LINES, 8_192)]


def rows_too_long() -> list[tuple[list[int], int, str]]:
    """(lengths, page, the place of the first row that is too long); no number but the place has its
    digits."""
    return [
        ([200], 100, "0"),
        ([101, 5, 6], 100, "0"),
        ([5] * 17 + [200, 5, 5], 100, "17"),
        ([5] * 34 + [200, 5, 200], 100, "34"),
        ([100] * 23 + [101], 100, "23"),
        ([5] * 26 + [101, 300, 5], 100, "26"),  # the longest is another
    ]


# What scans read


def bytes_by_marks(scans: Scans, sizes: dict, store: str) -> int:
    """A mark for each column that is read, scan by scan; then what the marked ones take."""
    marked = [
        (table, column)
        for table, columns in scans
        for column in sizes[table]
        if store == "rows" or column in columns
    ]
    return sum(sizes[table][column] for table, column in marked)


def drawn_sizes(rng: np.random.Generator) -> dict[str, dict[str, int]]:
    """A catalogue; a column may take nothing, or more than 2^32 bytes."""
    sizes = {}
    for table, columns in COLUMNS.items():
        taken = [int(rng.integers(0, 10 ** int(rng.integers(1, 13)))) for _ in columns]
        sizes[table] = dict(zip(columns, taken))
    return sizes


def drawn_scans(
    rng: np.random.Generator, store: str, again: bool = False
) -> list[tuple[Scans, dict, str]]:
    """(scans, sizes, store), few scans first; each of another table, or ``again`` of those before, and
    then of all their columns, so that it is one whether rows or columns are read."""
    cases = []
    for count in (1, 1, 2, 2, 2, 3, 3, 4, 4, 4):
        tables = [str(table) for table in rng.permutation(list(COLUMNS))[:count]]
        if again:
            tables += [tables[at] for at in rng.integers(0, count, count)]
        scans = []
        for table in tables:
            there = [str(column) for column in rng.permutation(COLUMNS[table])]
            named = len(there) if again else int(rng.integers(1, len(there) + 1))
            scans.append((table, there[:named]))
        cases.append((scans, drawn_sizes(rng), store))
    return cases


def tpch_scans(store: str) -> list[tuple[Scans, dict, str]]:
    """Those of the 22 queries that read no table twice, and the catalogue of scale factor 0.01."""
    sizes = kept(catalogue.sizes, "the catalogue of TPC-H", seeded=False)
    return [
        (scans, {table: sizes[table] for table, _ in scans}, store)
        for _, scans in tpch_plans() + tpch_plans(half_joins=True)
        if len({table for table, _ in scans}) == len(scans)
    ]


def nothing_named() -> list[tuple[Scans, dict, str]]:
    sizes = {"r": {"a": 8, "b": 4}, "s": {"a": 1}}
    return [
        (scans, sizes, store)
        for scans in ([], [("r", [])], [("r", []), ("s", ["a"])])
        for store in ("rows", "columns")
    ] + [([], {}, "rows"), ([("t", [])], {"t": {}}, "columns")]


def stores_refused() -> list[tuple[tuple, str]]:
    """(arguments, what the message names): a store of another kind, with scans and without."""
    sizes = {"r": {"a": 8, "b": 4}}
    return [
        ((scans, sizes, store), store)
        for store in ("pages", "row", "Columns", "columns ")
        for scans in ([("r", ["a"])], [])
    ]


def not_in_the_catalogue() -> list[tuple[tuple, str]]:
    """(arguments, what the message names): a table or a column that is not there."""
    sizes = {"r": {"a": 8, "b": 4}}
    return [
        (([("lineage", ["a"])], sizes, "rows"), "lineage"),
        (([("r", ["a"]), ("lineage", ["a"])], sizes, "rows"), "lineage"),
        (([("lineage", ["a"])], sizes, "columns"), "lineage"),
        (([("r", ["a", "price"])], sizes, "columns"), "price"),
    ]
