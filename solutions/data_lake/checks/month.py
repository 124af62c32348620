"""A month of TPC-H's query 6: the bytes that ``scan`` fetches, and those that ``pyarrow.dataset`` reads."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from solutions.data_lake.checks.scans import wanted
from warehouse import data
from warehouse.checks import Wrong, at_most, kept, run
from warehouse.checks.showing import show
from warehouse.data_lake.lake_store import LakeStore
from warehouse.data_lake.parquet_files import written
from warehouse.data_lake.records import Footer, Predicate

TAIL, GAP = 8_192, 1_024
FIRST, NEXT = datetime.date(1994, 3, 1), datetime.date(1994, 4, 1)


def _month() -> tuple[dict[str, bytes], int, int]:
    """lineitem of 1994 in two files, sorted by date; the bytes that ``pyarrow.dataset`` reads of
    them for the month, and the rows that it finds."""
    year = pc.year(pc.field("l_shipdate"))
    lineitem = data.table("lineitem", 0.01).filter(year == 1994).sort_by("l_shipdate")
    half = len(lineitem) // 2
    parts = lineitem.slice(0, half), lineitem.slice(half)
    files = {f"lineitem/{at}.parquet": written(part, 1_000) for at, part in enumerate(parts)}
    read, found = 0, 0
    for held in files.values():
        file = _Counting(held)
        fragment = ds.ParquetFileFormat().make_fragment(pa.PythonFile(file, mode="r"))
        day = ds.field("l_shipdate")
        found += fragment.to_table(columns=COLUMNS, filter=(day >= FIRST) & (day < NEXT)).num_rows
        read += file.count
    return files, read, found


COLUMNS = ["l_extendedprice", "l_discount", "l_quantity"]


class _Counting(io.BytesIO):
    """A file that counts the bytes that are read."""

    count = 0

    def read(self, size: int | None = -1) -> bytes:
        held = super().read(size)
        self.count += len(held)
        return held


def month() -> tuple[dict[str, bytes], int, int]:
    return kept(_month, "a month of query 6, and what pyarrow.dataset reads", seeded=False)


def _touched(footer: Footer, predicates: list[Predicate]) -> list[int]:
    """The row groups whose dates reach into the month."""
    days = [group.chunks["l_shipdate"] for group in footer.row_groups]
    return [at for at, its in enumerate(days) if its.maximum >= FIRST and its.minimum < NEXT]


def _near(footer: Footer, groups: list[int], columns: list[str]) -> list[tuple[int, int]]:
    return wanted(footer, groups, columns, GAP)


def expect_fewer_bytes(scan: Callable) -> None:
    files, theirs, found = month()
    store = LakeStore()
    store.bucket.objects.update({name: (held, 0.0) for name, held in files.items()})
    predicates = [Predicate("l_shipdate", ">=", FIRST), Predicate("l_shipdate", "<", NEXT)]
    got = run(scan, store, list(files), predicates, COLUMNS, _touched, _near, TAIL)
    if type(got) is not pa.Table or got.num_rows < found:
        raise Wrong(
            "rows of the month are missing", f"{found} rows", show(got), "a month of lineitem"
        )
    at_most(
        store.bytes_moved,
        theirs / 2,
        f"what is fetched, where pyarrow.dataset reads {theirs:,}",
        "bytes",
    )
