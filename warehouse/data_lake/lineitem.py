"""TPC-H's lineitem as a lake has it: sorted by date, a folder for each year, two files in it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache

import pyarrow as pa
import pyarrow.compute as pc

from warehouse import data
from warehouse.data_lake.parquet_files import written
from warehouse.data_lake.records import DataFile, Predicate

TYPES = {"year": "int"}
#: Query 6 names these, and the date.
COLUMNS = ["l_extendedprice", "l_discount", "l_quantity"]
YEARS = range(1992, 1999)


def month(year: int, number: int) -> list[Predicate]:
    """A month as predicates: on the partition, and on the date."""
    first = datetime.date(year, number, 1)
    after = datetime.date(year + number // 12, number % 12 + 1, 1)
    return [Predicate("year", "=", year), *_between("l_shipdate", first, after)]


def _between(column: str, first: datetime.date, after: datetime.date) -> list[Predicate]:
    return [Predicate(column, ">=", first), Predicate(column, "<", after)]


@cache
def files(scale: float, group_rows: int) -> dict[str, bytes]:
    """The lake: by name, bytes. ``group_rows``: of a row group."""
    return dict(_made(scale, group_rows))


def _made(scale: float, group_rows: int) -> Iterator[tuple[str, bytes]]:
    whole = data.table("lineitem", scale).sort_by("l_shipdate")
    years = pc.year(whole["l_shipdate"])
    for year in YEARS:
        part = whole.filter(pc.equal(years, year))
        half = -(-len(part) // 2)
        for number in range(2):
            rows = part.slice(number * half, half)
            yield f"lineitem/year={year}/part-{number}.parquet", written(rows, group_rows)


def with_bounds(scale: float, order: str, count: int, column: str) -> list[DataFile]:
    """lineitem sorted by ``order`` and cut into ``count`` files, as a manifest has them: with the
    bounds of ``column``."""
    values = data.table("lineitem", scale).select(list(dict.fromkeys((column, order))))
    values = values.sort_by(order)[column]
    size = -(-len(values) // count)
    parts = [values.slice(at * size, size) for at in range(count)]
    return [
        DataFile(f"part-{at:03d}", len(part), {column: _ends(part)})
        for at, part in enumerate(parts)
    ]


def _ends(values: pa.ChunkedArray) -> tuple:
    ends = pc.min_max(values)
    return ends["min"].as_py(), ends["max"].as_py()


def some_parts(scale: float, count: int) -> list[int]:
    """Keys of the ``count`` cheapest parts of one brand: what a filter on ``part`` leaves."""
    parts = data.table("part", scale)
    own = parts.filter(pc.equal(parts["p_brand"], "Brand#23")).sort_by("p_retailprice")
    return own["p_partkey"].slice(0, count).to_pylist()
