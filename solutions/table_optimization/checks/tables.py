"""Of the exercises sort_key and encodings: tables, filters in a short notation, and the blocks that
they read."""

from __future__ import annotations

import ast
import re
import zlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import cycle, islice

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from solutions.table_optimization.checks import drawn
from warehouse import columns, data
from warehouse.checks import Wrong, generator, kept, raises, run, run_each, same
from warehouse.checks.compare import calls
from warehouse.relational import Predicate
from warehouse.table_optimization.workload import week

# Sort keys


def _value(text: str) -> object:
    return (
        date.fromisoformat(text)
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text)
        else ast.literal_eval(text)
    )


def filters(text: str) -> list[tuple[Predicate, int]]:
    """``"a < 5 x3, b between 6 and 7"``: filters and how often they ran, once where it does not
    say."""
    found = []
    for term in filter(None, text.split(", ")):
        column, op, value, times = re.fullmatch(r"(\w+) (\S+) (.+?)(?: x(\d+))?", term).groups()
        values = tuple(map(_value, value.split(" and ")))
        made = Predicate(column, op, values if op == "between" else values[0])
        found.append((made, int(times or 1)))
    return found


def blocks_read(
    table: pa.Table, key: str, asked: Sequence[tuple[Predicate, int]], block_rows: int
) -> int:
    """Blocks that the filters read with ``table`` sorted by ``key``, counted block by block."""
    whole = table[key].cast(pa.int32()) if pa.types.is_date32(table[key].type) else table[key]
    rows, total = table.take(pa.array(np.argsort(np.asarray(whole), kind="stable"))), 0
    for predicate, times in asked:
        value = predicate.value
        for start in range(0, rows.num_rows, block_rows):
            ends = pc.min_max(rows[predicate.column].slice(start, block_rows))
            low, high = ends["min"].as_py(), ends["max"].as_py()
            first, last = value if predicate.op == "between" else (value, value)
            match predicate.op:
                case "=" | "between":
                    total += times * (low <= last and high >= first)
                case "<" | "<=":
                    total += times * (low < value or predicate.op == "<=" and low == value)
                case ">" | ">=":
                    total += times * (high > value or predicate.op == ">=" and high == value)
                case other:
                    raise ValueError(f"no filter is written {other!r}")
    return total


def mixed_rows() -> pa.Table:
    """6,000 rows in random order: day and arrives, which go together; noise, week and price, which
    go with nothing."""
    rng, count = generator("sort_key", "rows"), 6_000
    noise, day = rng.integers(0, 50, count), np.sort(rng.integers(0, 900, count))
    made = {"noise": noise, "day": day, "week": rng.integers(0, 50, count)}
    made["price"] = np.round(rng.random(count) * 1000, 2)
    made["arrives"] = day + rng.integers(0, 15, count)
    return pa.table(made).take(pa.array(rng.permutation(count)))


#: Sorted by either column, filters on it read one block of two rows, and those on the other both.
EVEN = pa.table({"a": [1, 2, 3, 4], "b": [1, 4, 2, 3]})

#: Filters of EVEN whose totals lie a run apart where floats do not tell it, and beyond whole numbers
#: of 64 bits, where what wraps round is the smaller.
TOTALS = tuple(
    f"a = 3 x{a}, b = 2 x{b}"
    for a, b in ((2**53, 2**53 + 1), (2**61 - 1, 2**62), (2**62 - 1, 2**63), (10**30, 10**30 + 1))
)

#: Twelve rows in three blocks of four, and filters at which a block more, or one less, turns the
#: choice.
EDGE = pa.table({"a": np.arange(1, 13), "b": [1, 5, 9, 4, 2, 6, 10, 8, 3, 7, 11, 12]})
AT_THE_EDGE = (
    *(f"b {one} x3, a between 6 and 7 x2"
      for one in ("< 5", "> 8", "<= 4", ">= 9", "= 4", "between 5 and 8")),
    "b = 2, a between 1 and 9", "b <= 2, a between 1 and 9", "b between 1 and 2, a between 1 and 9",
    "b >= 4 x2, a between 1 and 5", "b between 4 and 5 x2, a between 1 and 2 x3",
    "b < 10 x2, a between 1 and 2",
)  # fmt: skip


#: Two columns in one order, the first of which wins: of zeros, which are equal whatever their sign,
#: and of days that nanoseconds in 64 bits do not reach.
ZEROS = pa.table({"z": [0.0, -0.0, 0.0, -0.0], "v": [1, 1, 2, 2]})
DAYS = pa.table({"z": [date(1, 1, 1), date(1700, 1, 1), date(2300, 1, 1), date(9999, 12, 31)],
                 "v": [1, 2, 3, 4]})  # fmt: skip


def expect_sorting_refused(sort_key: Callable) -> None:
    """Filters and blocks by which nothing can be chosen, of a table with rows and one without."""
    for table in (EDGE, EDGE[:0]):
        for asked, rows, naming in (
            ("", 9, ""),
            ("a = 3", 0, "0"),
            ("a = 3", -7, "-7"),
            ("a = 3, month = 3", 9, "month"),
        ):
            raises(ValueError, sort_key, table, filters(asked), rows, naming=naming)


#: The columns of TPC-H's tables that a sort key is chosen from.
TPCH_COLUMNS = {
    "lineitem": ["l_shipdate", "l_quantity", "l_partkey"],
    "orders": ["o_orderdate", "o_custkey"],
}


def tpch_rows(name: str) -> pa.Table:
    """Rows of a TPC-H table in random order; quantities as whole hundredths."""
    names = TPCH_COLUMNS[name]
    raw = data.table(name, 0.01, names)
    made = {
        column: raw[column]
        if pa.types.is_date32(raw.schema.field(column).type)
        else columns.to_streams(raw[column])["values"]
        for column in names
    }
    order = generator("sort_key", name).permutation(raw.num_rows)
    return pa.table(made).take(pa.array(order))


def tpch_filters(name: str) -> list[tuple[Predicate, int]]:
    """What the queries of weeks 1 to 3 filter of a table of ``tpch_rows``, and of lineitem a part
    once."""
    asked = [query for number in (1, 2, 3) for query in week(number)]
    found = [(p, query.times) for query in asked for of, p in query.filters if of == name]
    made = [
        (p._replace(value=p.value * 100) if p.column == "l_quantity" else p, times)
        for p, times in found
    ]
    return made + filters("l_partkey = 7") if name == "lineitem" else made


def expect_sort_key(
    sort_key: Callable,
    table: pa.Table,
    asked: str | list[tuple[Predicate, int]],
    block_rows: int,
    what: str = "",
) -> float:
    """The student's choice must be the first of the columns that leave most blocks unread; returns
    the share of blocks that it leaves unread. ``asked``: filters, or their text; ``what``: words
    for the case, which no other may have, where it is no text."""
    shown = f"{asked} of {table.num_rows} rows" if isinstance(asked, str) else what
    asked = filters(asked) if isinstance(asked, str) else asked
    filtered = {predicate.column for predicate, _ in asked}
    names = [name for name in table.column_names if name in filtered]

    def costs() -> dict[str, int]:
        return {name: blocks_read(table, name, asked, block_rows) for name in names}

    cost = kept(costs, "sort_key", shown)
    best = min(names, key=cost.get)
    got = run(sort_key, table, asked, block_rows)
    if type(got) is not str or got not in cost:
        message = f"{shown}: the name of a column that a filter names was asked for"
        raise Wrong(message, ", ".join(names), repr(got)[:100], calls.text)
    if got != best:
        raise Wrong(
            f"{shown}: another column leaves more blocks unread",
            f"{best}: {cost[best]} blocks",
            f"{got}: {cost[got]} blocks",
            calls.text,
        )
    every = -(-table.num_rows // block_rows) * sum(times for _, times in asked)
    return 1 - cost[got] / every


def blocks_of(case: drawn.Sorting, key: str) -> int:
    """Blocks that filters read with the rows in the order of ``key``, in plain Python."""
    table, asked, block_rows = case
    rows = table.to_pydict()
    order, total = sorted(range(table.num_rows), key=lambda at: rows[key][at]), 0
    for (column, op, value), times in asked:
        laid = [rows[column][at] for at in order]
        for start in range(0, len(laid), block_rows):
            low, high = min(laid[start : start + block_rows]), max(laid[start : start + block_rows])
            first, last = value if op == "between" else (value, value)
            read = {
                "<": low < last,
                "<=": low <= last,
                ">": high > first,
                ">=": high >= first,
                "=": low <= last and high >= first,
                "between": low <= last and high >= first,
            }
            total += times * read[op]
    return total


def sortings_and_costs(
    name: str, count: int, operators: str, types: str, plain: bool
) -> list[tuple[drawn.Sorting, dict[str, int]]]:
    """``drawn.sortings``, and what each candidate costs; plain ones have one that is best."""
    found = []
    for case in drawn.sortings(name, count, operators.split(", "), types.split(), plain):
        filtered = {predicate.column for predicate, _ in case[1]}
        names = [column for column in case[0].column_names if column in filtered]
        costs = {column: blocks_of(case, column) for column in names}
        if not plain or sorted(costs.values())[:2].count(min(costs.values())) == 1:  # no ties
            found.append((case, costs))
    return found


def expect_sort_keys(
    sort_key: Callable, name: str, count: int, operators: str, types: str, plain: bool = False
) -> None:
    """The first of the columns that leave most blocks unread, of ``drawn.sortings``."""
    made = kept(
        lambda: sortings_and_costs(name, count, operators, types, plain),
        "sort_key",
        name,
        operators,
    )
    found = run_each(sort_key, [case for case, _ in made])
    for (_, cost), ((table, asked, block_rows), got) in zip(made, found):
        said = [(*predicate, times) for predicate, times in asked]
        kinds = {field.name: str(field.type) for field in table.schema}
        calls.text = f"sort_key of {table.to_pydict()} of types {kinds}, {said}, {block_rows}"
        if type(got) is not str or got not in cost:
            message = "the name of a column that a filter names was asked for"
            raise Wrong(message, ", ".join(cost), repr(got)[:100], calls.text)
        best = min(cost, key=cost.get)
        if got != best:
            more = "another column leaves more blocks unread"
            if cost[got] == cost[best]:
                more = "of equal ones the first in the table was asked for"
            said = [f"{key}: {cost[key]} blocks" for key in (best, got)]
            raise Wrong(more, *said, calls.text)


# Encodings

ROWS = 5_000  # above 4,096, from which on columns are encoded


def repeated(value: object, kind: str | pa.DataType | None = None) -> pa.Array:
    """A column of ``ROWS`` times the same value."""
    return pa.array([value] * ROWS, kind)


def texts(distinct: int) -> pa.Array:
    """A column of ``ROWS`` texts, so many of them distinct."""
    return pa.array([f"w{i % distinct}" for i in range(ROWS)])


def late_text(rows: int = ROWS) -> pa.ChunkedArray:
    """257 distinct texts, the last of them in the last row alone."""
    return cut(pa.array([*(f"w{i}" for i in range(256)), *["w0"] * (rows - 257), "new"]))


def of_text(kind: pa.DataType) -> dict[str, pa.Array | pa.ChunkedArray]:
    """Columns of 256 distinct texts and of 257, without nulls and with, and of nulls alone."""
    words = texts(256)
    some = pa.concat_arrays([words[:-9], pa.nulls(9, pa.string())])
    made = {
        "few": words,
        "some": some,
        "none": pa.nulls(ROWS),
        "a b": texts(257),
        "late": late_text(),
    }
    return {name: column.cast(kind) for name, column in made.items()}


def cut(column: pa.Array) -> pa.ChunkedArray:
    """The column in chunks, an empty one in the middle."""
    return pa.chunked_array([column[:100], column[:0], column[100:]], column.type)


def whole() -> dict[str, pa.ChunkedArray]:
    """Columns of whole numbers, one of every type that has a rule for such, with nulls (beside
    numbers above 2**53 too) and in chunks."""
    rng, made = generator("encodings", "whole"), {}
    for bits in (8, 16, 32, 64):
        for kind in ("int", "uint"):
            ends = np.iinfo(f"{kind}{bits}")
            drawn_ = rng.integers(ends.min, ends.max, ROWS, f"{kind}{bits}", endpoint=True)
            made[f"{kind}{bits}"] = drawn_.tolist()
    days = [date(1, 1, 1), date(9999, 12, 31), date(1970, 1, 3)]
    made |= {"date32": days, "date64": days}
    moments = [datetime(1970, 1, 1, 0, 0, 1), datetime(2200, 2, 3, 4, 5, 6), datetime(1900, 1, 1)]
    cents = [Decimal("0.05"), Decimal("-9999999999999999.99"), Decimal("12.30")]
    made |= {f"timestamp {unit}": moments for unit in ("s", "ms", "us", "ns")}
    made |= {"in a zone": moments, "order by": [1, 2, 3], "decimal 1": [Decimal(1), Decimal(-9)]}
    made |= {"decimal 18": cents}
    types = {f"timestamp {unit}": pa.timestamp(unit) for unit in ("s", "ms", "us", "ns")}
    types |= {"in a zone": pa.timestamp("us", "UTC"), "order by": pa.int64()}
    types |= {"decimal 1": pa.decimal128(1, 0), "decimal 18": pa.decimal128(18, 2)}
    columns_ = {}
    for name, values in made.items():
        values = list(islice(cycle(values), ROWS - 2))
        type_ = types.get(name) or pa.type_for_alias(name)
        columns_[name] = cut(pa.array([values[0], None, *values[1:], None], type_))
    return columns_


#: Columns for which there is no rule, of one value each.
NO_RULE = {
    "lists": pa.array([[1, 2]]),
    "19 digits": pa.array([Decimal(1)], pa.decimal128(19, 2)),
    "38 digits": pa.array([Decimal(1)], pa.decimal128(38, 0)),
    "of four bytes": pa.array([Decimal(1)], pa.decimal32(5, 2)),
    "of eight bytes": pa.array([Decimal(1)], pa.decimal64(5, 2)),
    "of 32 bytes": pa.array([Decimal(1)], pa.decimal256(5, 2)),
    "a text view": pa.array(["x"], pa.string_view()),
    "bytes": pa.array([b"x"]),
    "large bytes": pa.array([b"x"], pa.large_binary()),
    "four bytes": pa.array([b"abcd"], pa.binary(4)),
    "a dictionary": pa.array(["x"]).dictionary_encode(),
    "numbers by code": pa.array([7]).dictionary_encode(),
    "nothing": pa.nulls(1),
    "seconds of a day": pa.array([5], pa.time32("s")),
    "time of day": pa.array([5], pa.time64("us")),
    "length of time": pa.array([5], pa.duration("s")),
    "a struct": pa.array([{"a": 1}]),
}


def said_of(values: np.ndarray) -> str:
    """A text that no other values have, in the place of an encoding."""
    return f"{values.dtype} {len(values)} {zlib.crc32(np.ascontiguousarray(values)):08x}"


class Encoded:
    """The student's ``encodings`` with a ``choose`` that says ``said_of`` of what it is given, and
    remembers in ``asked`` what else that was."""

    def __init__(self, encodings: Callable):
        self.encodings = encodings
        self.asked: list[tuple] = []

    def choose(self, values: np.ndarray, *others: object) -> str:
        self.asked.append(others)
        return said_of(values)

    def expect(
        self, table: Mapping[str, object] | pa.Table, key: str | None = None, **expected: str
    ) -> None:
        """The encodings of a table sorted by ``key``, in the order of its columns; "chosen" is what
        ``choose`` says of the column's values."""
        self.asked.clear()
        table = table if isinstance(table, pa.Table) else pa.table(table)
        got = run(self.encodings, table, key, self.choose)
        for name, encoding in expected.items():
            if encoding == "chosen":
                expected[name] = said_of(columns.to_streams(table[name])["values"])
        same(got, expected, "the dict from column to encoding", ordered=True)

    def expect_small(self, name: str, **columns_: list) -> None:
        """A table of few rows stays raw, and nothing is chosen."""
        got = run(self.encodings, pa.table(columns_), name, None)
        same(got, dict.fromkeys(columns_, "raw"), "the dict from column to encoding", ordered=True)

    def expect_refused(self, table: Mapping[str, object], key: str | None, naming: str) -> None:
        """Refused, and choose is not asked."""

        def choose(values: np.ndarray, *others: object) -> str:
            raise RuntimeError("choose was asked before all columns were looked at")

        raises(ValueError, self.encodings, pa.table(table), key, choose, naming=naming)

    def expect_no_rule(self) -> None:
        """No column of ``NO_RULE`` has a rule, in a small table and in a large one."""
        for name, column in NO_RULE.items():
            self.expect_refused({"n": [1], name: column}, None, naming=name)
            many = pa.chunked_array([column] * 2 + [pa.concat_arrays([column] * (ROWS - 2))])
            for key in (None, name):
                self.expect_refused({"n": np.arange(ROWS), name: many}, key, naming=name)


def choose_that_fails(error: type[Exception], number: int) -> tuple[tuple, Callable[[], bool]]:
    """Arguments of ``encodings`` whose ``choose`` fails when it is asked for the ``number``-th time,
    and whether it was."""
    asked = []

    def choose(values: np.ndarray, *others: object) -> str:
        asked.append(len(values))
        if len(asked) == number:
            raise error("choose cannot be reached")
        return "for"

    table = pa.table({"n": np.arange(ROWS), "m": np.arange(ROWS), "k": np.arange(ROWS)})
    return (table, "k", choose), lambda: len(asked) >= number
