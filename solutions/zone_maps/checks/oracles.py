"""What is right, row by row, from Python's own comparisons; and what other engines say."""

from __future__ import annotations

import operator
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse import peers, relations
from warehouse.zone_maps.records import Predicate, ZoneMap

COMPARE = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

Rows = Sequence[Any]  # Python values, None and NaN among them


def is_value(value: object) -> bool:
    """Neither null nor NaN."""
    return value is not None and value == value


def row_matches(row: object, op: str, value: object) -> bool:
    """Whether one row matches, by the rules of the task of ``may_match``, without a zone map."""
    if op in ("is_null", "is_not_null"):
        return (row is None) == (op == "is_null")
    if op == "in":
        return any(row_matches(row, "=", one) for one in value)
    if op == "between":
        return row_matches(row, ">=", value[0]) and row_matches(row, "<=", value[1])
    return is_value(row) and is_value(value) and COMPARE[op](row, value)


def hits(table: pa.Table, predicates: Sequence[Predicate]) -> list[bool]:
    """For every row whether it matches all predicates."""
    return [
        all(row_matches(row[column], op, value) for column, op, value in predicates)
        for row in table.to_pylist()
    ]


def zone_of(rows: Rows) -> ZoneMap:
    """The zone map of one block."""
    values, nulls = [row for row in rows if is_value(row)], sum(row is None for row in rows)
    return ZoneMap(min(values, default=None), max(values, default=None), nulls, len(rows))


def zones_of(column: list | pa.Array | pa.ChunkedArray, block_rows: int) -> list[ZoneMap]:
    """The zone maps of a column."""
    rows = column if isinstance(column, list) else column.to_pylist()
    return [zone_of(rows[start : start + block_rows]) for start in range(0, len(rows), block_rows)]


def plain_zeros(zones: object) -> object:
    """A list of zone maps in which no zero has a sign: 0.0 and -0.0 are equal, and either may stand
    for both."""
    if type(zones) is not list:
        return zones
    plain = lambda value: 0.0 if type(value) is float and value == 0 else value
    return [
        ZoneMap(*map(plain, zone)) if isinstance(zone, ZoneMap) and len(zone) == 4 else zone
        for zone in zones
    ]


def extremes(column: pa.ChunkedArray, block_rows: int) -> list[pa.StructScalar]:
    """Smallest and largest value of every block, by Arrow."""
    return [pc.min_max(column.slice(at, block_rows)) for at in range(0, len(column), block_rows)]


def zones_of_many(column: pa.ChunkedArray, block_rows: int) -> list[ZoneMap]:
    """As ``zones_of``, at Arrow's speed: for millions of whole numbers or dates without nulls."""
    sizes = [min(block_rows, len(column) - at) for at in range(0, len(column), block_rows)]
    found = extremes(column, block_rows)
    return [ZoneMap(at["min"].as_py(), at["max"].as_py(), 0, n) for at, n in zip(found, sizes)]


def may_hold(zone: ZoneMap, op: str, value: object) -> bool:
    """``may_match`` as it should be. ``scan`` is lent it: no mistake there costs points here."""
    if op in ("is_null", "is_not_null"):
        return zone.null_count > 0 if op == "is_null" else zone.null_count < zone.rows
    if op == "in":
        return any(may_hold(zone, "=", one) for one in value)
    low, high = value if op == "between" else (value, value)
    if not (is_value(zone.minimum) and is_value(low) and is_value(high)):
        return False
    if op == "<>":
        return not zone.minimum == value == zone.maximum
    if op in ("=", "between"):
        return low <= high and low <= zone.maximum and high >= zone.minimum
    return COMPARE[op](zone.minimum if op in ("<", "<=") else zone.maximum, value)


def always(zone: ZoneMap, op: str, value: object) -> bool:
    """Pruning that skips nothing."""
    return True


def in_order(table: pa.Table, keys: Sequence[str]) -> pa.Table:
    """The rows in ascending order of ``keys``, ties as they stood, then NaN, then nulls."""

    def rank(value: Any) -> tuple:
        return (2, 0) if value is None else (1, 0) if value != value else (0, value)

    ranks = list(zip(*(map(rank, table[key].to_pylist()) for key in keys)))
    rows = sorted(range(table.num_rows), key=lambda row: ranks[row])
    return table.take(pa.array(rows, pa.int64()))


def curve_keys(columns: Sequence[np.ndarray], bits: int) -> np.ndarray:
    """The keys that ``z_order`` has to give, uint64, one a row: ranks by counting, bits as text."""

    def code(value: float, ordered: list) -> str:
        return f"{bisect_left(ordered, value) * 2**bits // len(ordered):0{bits}b}"

    lists = [column.tolist() for column in columns]
    ordered = list(map(sorted, lists))
    codes = [[code(value, along) for value in column] for column, along in zip(lists, ordered)]
    return np.array([int("".join(map("".join, zip(*row))), 2) for row in zip(*codes)], np.uint64)


def share_skipped(
    columns: dict[str, np.ndarray], block_rows: int, ranges: dict[str, tuple[int, int]]
) -> float:
    """Percent of blocks in which minimum and maximum rule out a row that lies within every range
    (column: lowest, highest)."""
    out: Any = False
    for name, (low, high) in ranges.items():
        starts = np.arange(0, len(columns[name]), block_rows)
        out |= np.minimum.reduceat(columns[name], starts) > high
        out |= np.maximum.reduceat(columns[name], starts) < low
    return 100 * float(np.mean(out))


def parquet_zones(table: pa.Table, block_rows: int) -> dict[str, list[ZoneMap]]:
    """Zone maps of every column as Parquet's writer keeps them, one a row group."""
    file = peers.parquet(table, row_group_size=block_rows)
    groups = pq.ParquetFile(pa.BufferReader(file)).metadata
    zones: dict[str, list[ZoneMap]] = {name: [] for name in table.column_names}
    for group in map(groups.row_group, range(groups.num_row_groups)):
        for place, name in enumerate(table.column_names):
            found = group.column(place).statistics
            zones[name].append(ZoneMap(found.min, found.max, found.null_count, group.num_rows))
    return zones


def where(predicates: Sequence[Predicate]) -> str:
    """The predicates as a condition in SQL. Their values hold no None and no NaN, which SQL sees
    in another way."""

    def literal(value: object) -> str:
        return f"'{value}'" if isinstance(value, (str, date)) else str(value)

    def condition(column: str, op: str, value: Any) -> str:
        if op == "between":
            return f"{column} between {literal(value[0])} and {literal(value[1])}"
        if op == "in":
            return f"{column} in ({', '.join(map(literal, value))})"
        return f"{column} {op} {literal(value)}"

    return " and ".join(condition(*predicate) for predicate in predicates)


def duckdb_rows(
    table: pa.Table, predicates: Sequence[Predicate], columns: Sequence[str]
) -> pa.Table:
    """``columns`` of the rows that DuckDB finds."""
    query = f"select {', '.join(columns)} from given where {where(predicates)}"
    return relations.sql(query, given=table).cast(table.select(columns).schema)
