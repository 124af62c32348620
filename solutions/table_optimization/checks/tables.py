"""Of the exercises sort_key and encodings: tables, filters in a short notation, and the blocks that
they read."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from warehouse import columns, data
from warehouse.checks import Wrong, generator, kept, raises, run, same
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


# Encodings

ROWS = 5_000  # above 4,096, from which on columns are encoded


def repeated(value: object, kind: str | pa.DataType | None = None) -> pa.Array:
    """A column of ``ROWS`` times the same value."""
    return pa.array([value] * ROWS, kind)


def texts(distinct: int) -> pa.Array:
    """A column of ``ROWS`` texts, so many of them distinct."""
    return pa.array([f"w{i % distinct}" for i in range(ROWS)])


#: Columns of whole numbers, of every type that holds such: 1 to 5,000, day 2, second 1, 5
#: hundredths, 4.
WHOLE = {
    "n": np.arange(1, ROWS + 1),
    "d": repeated(date(1970, 1, 3)),
    "t": repeated(datetime(1970, 1, 1, 0, 0, 1), pa.timestamp("s")),
    "m": repeated(Decimal("0.05"), pa.decimal128(15, 2)),
    "narrow": repeated(4, "int8"),
}
HUGE = pa.array([Decimal(1)], pa.decimal128(19, 2))  # more digits than 64 bits hold


class Encoded:
    """The student's ``encodings`` with a ``choose`` that says "delta" of values that begin with an
    odd number, "for" of others, and remembers in ``asked`` what it was given."""

    def __init__(self, encodings: Callable):
        self.encodings = encodings
        self.asked: list[tuple[np.ndarray, int, int]] = []

    def choose(self, values: np.ndarray, sample_rows: int, seed: int) -> str:
        self.asked.append((np.array(values), sample_rows, seed))
        return "delta" if int(values[0]) % 2 else "for"

    def expect(
        self, table: Mapping[str, object] | pa.Table, key: str | None = None, **expected: str
    ) -> None:
        """The encodings of a table sorted by ``key``, in the order of its columns."""
        self.asked.clear()
        table = table if isinstance(table, pa.Table) else pa.table(table)
        got = run(self.encodings, table, key, self.choose)
        same(got, expected, "the dict from column to encoding", ordered=True)

    def expect_refused(self, table: Mapping[str, object], key: str | None, naming: str) -> None:
        raises(ValueError, self.encodings, pa.table(table), key, self.choose, naming=naming)
