"""Of the exercise sort_key: tables, filters in a short notation, and the blocks that they read."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from solutions.table_optimization.checks import drawn
from warehouse import columns, data
from warehouse.checks import Wrong, generator, kept, raises, run, run_each
from warehouse.checks.compare import calls
from warehouse.relational import Predicate
from warehouse.table_optimization.workload import week


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

#: As many rows and the same columns as EVEN has, and a column that brings no order.
FLAT = pa.table({"a": [3, 3, 3, 3], "b": [1, 4, 2, 3]})

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
      for one in ("< 5", "> 8", "<= 4", ">= 9", "= 4", "between 5 and 8", "between 4 and 4")),
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
            ("year = 3 x0, a = 3", 9, "year"),
            (f"a = 3, {'far' * 40} = 3", 9, "far" * 40),
        ):
            raises(ValueError, sort_key, table, filters(asked), rows, naming=naming)


#: The columns of TPC-H's tables that a sort key is chosen from.
TPCH_COLUMNS = {
    "lineitem": ["l_shipdate", "l_quantity", "l_partkey"],
    "orders": ["o_orderdate", "o_custkey"],
}


def tpch_rows(name: str) -> pa.Table:
    """Rows of a TPC-H table in random order; quantities as whole hundredths."""
    return kept(lambda: _tpch_rows(name), "sort_key, rows", name)


def _tpch_rows(name: str) -> pa.Table:
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
    _expect_first_of_best(sort_key, made)


def at_every_edge() -> list[drawn.Sorting]:
    """Rows of ``EDGE`` in every type, where 4 and 5 become what lies on both sides of its sign: -1
    and 0, and the last and the first number without and with the highest bit; and in floats where 4
    and less, and 9 and more, are infinite, beside the largest finite numbers. Both columns cost the
    same, so that the first wins, and a block more or less of either turns the choice."""
    values: dict[tuple[str, str], list] = {}
    for name in drawn.WHOLE_TYPES:
        middle = 2 ** (np.iinfo(name).bits - 1) if name.startswith("u") else 0
        values[name, ""] = [middle + at - 5 for at in range(1, 13)]
    for name in ("float32", "float64"):
        values[name, ""] = [float(at - 5) for at in range(1, 13)]
        most, far = float(np.finfo(name).max), float("inf")
        values[name, "far"] = [-far] * 4 + [-most, -1.0, 1.0, most] + [far] * 4
    values["date32", ""] = [date(1970, 1, 1) + timedelta(at - 5) for at in range(1, 13)]
    found = []
    for (type_, _), to in values.items():
        made = pa.table(
            {
                column: pa.array([to[at - 1] for at in EDGE[column].to_pylist()], type_)
                for column in EDGE.column_names
            }
        )
        for op, at in (("<=", 4), (">=", 9), ("=", 4), ("<", 5), (">", 8)):
            asked = [(Predicate("b", op, to[at - 1]), 1), (Predicate("a", "=", to[6 - 1]), 1)]
            found += [(made.select([*names]), asked, 4) for names in ("ab", "ba")]
    return found


def without_end() -> list[drawn.Sorting]:
    """In every block an end of the type, and filters that hold of it alone, or nearly: who takes an
    infinity for the largest finite number reads no block, nor who asks for the sign of a difference
    that the type does not hold."""
    cases: list[tuple[str, str, object, object, int]] = []
    for name in ("float32", "float64"):
        most, far = float(np.finfo(name).max), float("inf")
        cases += [(name, "=", -far, -far, 1), (name, "<", -most, -far, 1)]
        cases += [(name, "=", far, far, 1), (name, ">", most, far, 1)]
    for name in ("int8", "int16", "int32", "int64"):
        ends = np.iinfo(name)
        cases += [(name, "<=", 1, int(ends.min), 1), (name, ">=", -1, int(ends.max), -1)]
        cases += [(name, "=", int(end), int(end), 1) for end in (ends.min, ends.max)]
    found = []
    for name, op, value, end, sign in cases:
        numbers = [sign * at for at in range(1, 10)]
        numbers = [end, *numbers[:3], end, *numbers[3:6], end, *numbers[6:]]
        made = pa.table({"a": np.arange(1, 13), "b": pa.array(numbers, name)})
        asked = [(Predicate("b", op, value), 2), (Predicate("a", "=", 6), 1)]
        found += [(made.select([*names]), asked, 4) for names in ("ab", "ba")]
    return found


def one_question() -> list[drawn.Sorting]:
    """The same filters of EVEN, of FLAT, where the other column is the better, in one block of more
    rows than 32 bits count, and of no rows, in no chunks."""
    asked, nothing = filters("a = 3, b = 2"), pa.chunked_array([], pa.int64())
    empty = pa.table({"a": nothing, "b": nothing})
    return [(EVEN, asked, 2), (FLAT, asked, 2), (EVEN, asked, 2**62), (empty, asked, 2)]


def expect_at_every_edge(sort_key: Callable) -> None:
    """The first of the columns that leave most blocks unread, of ``at_every_edge``, ``without_end``
    and ``one_question``."""

    def made() -> list[tuple[drawn.Sorting, dict[str, int]]]:
        cases = at_every_edge() + without_end() + one_question()
        return [
            (case, {key: blocks_of(case, key) for key in case[0].column_names}) for case in cases
        ]

    _expect_first_of_best(sort_key, kept(made, "sort_key, at every edge"))


def _expect_first_of_best(
    sort_key: Callable, made: Sequence[tuple[drawn.Sorting, dict[str, int]]]
) -> None:
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
