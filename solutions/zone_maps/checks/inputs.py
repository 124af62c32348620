"""What the student's functions are tried on: tables, cases and hypothesis strategies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import numpy as np
import pyarrow as pa

from solutions.zone_maps.checks.oracles import COMPARE, Rows, zones_of, zones_of_many
from warehouse.checks import kept
from warehouse.zone_maps.blocks import BlockTable, SortedTable, q6_columns
from warehouse.zone_maps.records import Predicate, ZoneMap

_JANUARY = (date(1994, 1, 1), date(1994, 1, 31))

#: (Operator, value) of every comparison, of whole numbers.
COMPARISONS_OF_A_VALUE = [
    *((op, value) for op in COMPARE for value in (5, 0)),
    *(("between", ends) for ends in [(1, 9), (0, 0)]),
    *(("in", some) for some in [[1, 5], [0], []]),
]

#: Blocks of values, and what is none beside them.
BLOCKS_AND_NOTHINGS = [
    (ZoneMap(low, high, 1, 4), nothing)
    for low, high in [(2, 8), (0, 0), (-0.0, 2.5), ("", "b"), _JANUARY, (False, True)]
    for nothing in ([None, float("nan")] if type(low) in (int, float) else [None])
]

_LONG, _NOON = "x" * 1200, datetime(2026, 1, 2, 12)
#: (Arrow's type, a value, the next one): what tells them apart comes late, or is small.
NEIGHBOURS = [
    (pa.int16(), -(2**15), 2**15 - 1),
    (pa.int32(), -(2**31), 2**31 - 1),
    (pa.uint16(), 2**15 - 1, 2**15),
    (pa.uint32(), 2**31 - 1, 2**31),
    (pa.int64(), 2**53, 2**53 + 1),
    (pa.bool_(), False, True),
    (pa.time32("ms"), time(12), time(12, 0, 0, 1000)),
    (pa.timestamp("ms"), _NOON, _NOON.replace(microsecond=1000)),
    (pa.float64(), 1.0, 1.0 + 2.0**-52),
    (pa.decimal128(38, 2), Decimal("1" + "0" * 35 + ".00"), Decimal("1" + "0" * 35 + ".01")),
    (pa.decimal256(60, 1), Decimal("1" + "0" * 50 + ".0"), Decimal("1" + "0" * 50 + ".1")),
    (pa.timestamp("us"), _NOON, _NOON.replace(microsecond=1)),
    (pa.string(), _LONG + "a", _LONG + "b"),
    (pa.large_string(), "AIR", "AIR "),
    (pa.string(), "\uffee", "\U0001f600"),  # in UTF-16 the second begins with the smaller unit
]

#: Noon in Berlin, and what of it is asked by London's clock.
_BERLIN = _NOON.replace(tzinfo=timezone(timedelta(hours=1)))
_LONDON = _NOON.replace(hour=11, tzinfo=UTC)
BY_ANOTHER_CLOCK = (
    ZoneMap(_BERLIN, _BERLIN, 0, 3),
    *((op, _LONDON, True) for op in ("=", "<=", ">=")),
    *((op, _LONDON, False) for op in ("<>", "<", ">")),
    ("in", [_LONDON], True),
    ("between", (_LONDON, _LONDON), True),
    ("between", (_BERLIN.replace(hour=11), _LONDON.replace(hour=10)), False),
)

_SHOWN = "l_orderkey l_comment l_discount"
#: Columns shown, and predicates: of lineitem's dates, texts and money.
LINEITEM_CASES = [
    (_SHOWN, ("l_shipdate", "between", _JANUARY), ("l_shipmode", "in", ["AIR", "MAIL"])),
    (_SHOWN, ("l_discount", ">=", Decimal("0.09")), ("l_orderkey", "<", 900)),
    (_SHOWN, ("l_comment", "<", "about"), ("l_shipmode", "<>", "RAIL")),
]


def blocks_of(table: pa.Table, block_rows: int, zoned: Sequence[str] | None = None) -> BlockTable:
    """The table in blocks, with zone maps of the columns ``zoned`` (None: of all)."""
    names = table.column_names if zoned is None else zoned
    return BlockTable(table, block_rows, {n: zones_of(table[n], block_rows) for n in names})


def days() -> pa.Table:
    """Twelve rows: day climbs, fare falls, note is neither."""
    numbers = range(1, 13)
    notes = ["a", "b", None, "d", "e", "f", "a", "b", "c", "d", "e", "f"]
    return pa.table({"day": list(numbers), "fare": [13.0 - day for day in numbers], "note": notes})


#: What a scan of ``days`` is asked: conditions that only rows pass which pass all of them, and a long
#: list of which the last two are there.
ASKED_OF_DAYS = [
    ("note fare day", ("note", "<>", "e"), ("fare", ">", 2.0), ("day", "=", 6)),
    ("day", ("day", "in", [*range(100, 2000), 5, 7])),
    ("day", *(("day", "<>", number) for number in range(1, 12))),
]

#: Texts that differ in what ends them.
BLANKS = pa.table({"t": ["AIR", "AIR ", "AIR\0", "air", " AIR", "AIR"]})

#: Of x no block of three rows holds a 5 but the last, and every zone map lets it pass.
GAPS = pa.table({"x": [1, 9, 4, 1, 9, 8, 1, 4, 5], "shown": list("abcdefghi")})


def rows_with(at_days: Rows, items: Rows = (), first: int = 0) -> pa.Table:
    """A table of these days and items (no items: 0 each); ``at`` numbers the rows in order of
    arrival, from ``first``."""
    numbers = range(first, first + len(at_days))
    columns = {"day": at_days, "item": items or [0] * len(at_days), "at": numbers}
    return pa.table({name: pa.array(column, pa.int64()) for name, column in columns.items()})


KEYS = ["day", "item"]
OLD = rows_with([1, 1, 2, 4, 4, 6, 7, 8], [0, 3, 1, 0, 2, 1, 0, 5])  # in order of KEYS
NONE = OLD.slice(0, 0)


def stored_as(
    first: pa.Table, then: pa.Table, block_rows: int, keys: Sequence[str] = KEYS
) -> SortedTable:
    """A table of the rows ``first``, sorted, and ``then``, unsorted."""
    return SortedTable(tuple(keys), blocks_of(first, block_rows), blocks_of(then, block_rows))


def day_number(*year_month_day: int) -> int:
    """Days since 1970, as Arrow's date32 counts them."""
    return (date(*year_month_day) - date(1970, 1, 1)).days


#: Query 6 of TPC-H on ``q6_columns``: what it filters by, the predicate that rules out least first,
#: and the same as ranges of whole numbers.
Q6 = [
    Predicate("l_quantity", "<", 2400),
    Predicate("l_shipdate", "between", (date(1994, 1, 1), date(1994, 12, 31))),
    Predicate("l_discount", "between", (5, 7)),
]
Q6_SHOWN = ["l_extendedprice", "l_discount"]
Q6_RANGES = {
    "l_shipdate": (day_number(1994, 1, 1), day_number(1994, 12, 31)),
    "l_discount": (5, 7),
    "l_quantity": (0, 2399),
}


def whole_numbers(column: pa.ChunkedArray) -> np.ndarray:
    """A column of numbers as they are, one of dates as int32."""
    whole = column.combine_chunks()
    return np.asarray(whole.cast(pa.int32()) if pa.types.is_date32(whole.type) else whole)


def q6_rows() -> pa.Table:
    """What query 6 reads of 240,000 rows of lineitem, rows of similar date, discount and quantity together: by
    a coarse curve through the three."""

    def near_together() -> pa.Table:
        table = q6_columns(0.1).select([*Q6_RANGES, "l_extendedprice"]).slice(0, 240_000)
        key = np.zeros(table.num_rows, np.int16)
        for place, name in enumerate(Q6_RANGES):
            x = whole_numbers(table[name]).astype(np.int64)
            x = ((x - x.min()) * 32 // (x.max() - x.min() + 1)).astype(np.int16)
            for bit in range(5):
                key |= ((x >> bit) & 1) << (3 * bit + 2 - place)
        return table.take(pa.array(np.argsort(key, kind="stable"))).combine_chunks()

    return kept(near_together, "lineitem, near together", seeded=False)


def q6_zones(rows: pa.Table, block_rows: int) -> dict[str, list[ZoneMap]]:
    """Zone maps of ``q6_rows``, of the columns that query 6 filters by."""
    return kept(
        lambda: {name: zones_of_many(rows[name], block_rows) for name in Q6_RANGES},
        "lineitem, near together, zones",
        block_rows,
        seeded=False,
    )
