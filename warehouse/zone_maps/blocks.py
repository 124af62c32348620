"""Tables cut into blocks, read through a counter: how many blocks and bytes a scan took is counted,
not estimated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

import pyarrow as pa

from warehouse import columns, data
from warehouse.checks.keep import kept
from warehouse.zone_maps.records import ZoneMap


class ReadError(Exception):
    """A block could not be read: the disk failed."""


class BlockTable:
    """An Arrow table of which every column is cut into blocks of ``block_rows`` rows; the last
    block may be shorter.

    A block is never changed once written. ``zones`` holds, for the columns that have zone maps, one
    ``ZoneMap`` a block. Raises ValueError where a list of zone maps does not fit the table, or
    ``block_rows`` is below 1.
    """

    # For a grader of two processes, in which a student's scan reads a table that lies with the
    # tests, and is counted there:
    CONSTANT = ("schema", "block_rows", "zones", "column_names", "num_rows", "num_blocks")
    PURE = ("read", "rows_in")
    TESTS_ONLY = ("forget", "as_data", "from_data")

    def __init__(
        self,
        table: pa.Table,
        block_rows: int = 65_536,
        zones: Mapping[str, Sequence[ZoneMap] | None] | None = None,
    ):
        if block_rows < 1:
            raise ValueError(f"block_rows must be at least 1, not {block_rows}")
        self.schema, self.block_rows = table.schema, block_rows
        self._blocks = {name: _cut(table[name], block_rows) for name in table.column_names}
        self._lengths = [
            min(block_rows, table.num_rows - start)
            for start in range(0, table.num_rows, block_rows)
        ]
        self.zones = self._fitting(zones or {})
        self.blocks_written = sum(map(len, self._blocks.values()))
        self.forget()

    @property
    def column_names(self) -> list[str]:
        return self.schema.names

    @property
    def num_rows(self) -> int:
        return sum(self._lengths)

    @property
    def num_blocks(self) -> int:
        """The blocks of one column; every column has as many."""
        return len(self._lengths)

    def rows_in(self, block: int) -> int:
        """The number of rows of a block, which is known without reading it."""
        return self._lengths[self._number(block)]

    def read(self, column: str, block: int) -> pa.Array:
        """One block of one column. Counted. Raises ValueError for a column or a block that is not
        there, ``ReadError`` where the disk fails."""
        if column not in self._blocks:
            raise ValueError(
                f"there is no column {column!r}; the columns are {', '.join(self.column_names)}"
            )
        array = self._blocks[column][self._number(block)]
        self.reads[column, block] += 1
        self.bytes_read += array.nbytes
        return array

    @property
    def blocks_read(self) -> int:
        """How many blocks were read, over all columns; a block read twice counts twice."""
        return self.reads.total()

    def forget(self) -> None:
        """Set the counters of reading back to zero."""
        self.reads: Counter[tuple[str, int]] = Counter()
        self.bytes_read = 0

    def keep(
        self,
        blocks: int,
        rows: pa.Table,
        zones: Mapping[str, Sequence[ZoneMap] | None] | None = None,
    ) -> BlockTable:
        """A new table: the first ``blocks`` blocks of this one, neither read nor written, and
        ``rows`` in blocks after them.

        ``zones`` are those of the whole new table. ``blocks_written`` of the new table counts the
        blocks behind the kept ones. Raises ValueError where a kept block is not full, or the
        schemas differ.
        """
        if not 0 <= blocks <= self.num_blocks:
            raise ValueError(f"there are {self.num_blocks} blocks, {blocks} cannot be kept")
        if blocks and self._lengths[blocks - 1] != self.block_rows:
            raise ValueError(
                f"block {blocks - 1} holds {self._lengths[blocks - 1]} of {self.block_rows} rows: only full blocks can be kept"
            )
        if not rows.schema.equals(self.schema):
            raise ValueError(
                f"the new rows have the columns {rows.schema.names}, the table has {self.column_names}, or the types differ"
            )
        made = BlockTable(rows, self.block_rows)
        made._blocks = {
            name: self._blocks[name][:blocks] + made._blocks[name] for name in self.column_names
        }
        made._lengths = self._lengths[:blocks] + made._lengths
        made.zones = made._fitting(zones or {})
        return made

    def as_data(self) -> tuple[pa.Table, int, dict[str, list[ZoneMap]]]:
        """What ``from_data`` makes the same table of: its rows, block_rows and zone maps. Reads
        nothing, counts nothing."""
        rows = {
            name: pa.chunked_array(blocks, self.schema.field(name).type)
            for name, blocks in self._blocks.items()
        }
        return pa.table(rows, schema=self.schema), self.block_rows, self.zones

    @classmethod
    def from_data(
        cls, rows: pa.Table, block_rows: int, zones: dict[str, list[ZoneMap]]
    ) -> BlockTable:
        return cls(rows, block_rows, zones)

    def _number(self, block: int) -> int:
        if not 0 <= block < self.num_blocks:
            raise ValueError(
                f"there is no block {block}; the blocks are 0 to {self.num_blocks - 1}"
            )
        return block

    def _fitting(self, zones: Mapping[str, Sequence[ZoneMap] | None]) -> dict[str, list[ZoneMap]]:
        for name, of_column in zones.items():
            if name not in self._blocks:
                raise ValueError(
                    f"zone maps are given for {name!r}, which is no column of this table"
                )
            if of_column is not None and len(of_column) != self.num_blocks:
                raise ValueError(
                    f"column {name!r} has {self.num_blocks} blocks and {len(of_column)} zone maps"
                )
        return {name: list(of_column) for name, of_column in zones.items() if of_column is not None}

    def __repr__(self) -> str:
        rows = f"{self.num_rows} rows in {self.num_blocks} blocks of {self.block_rows}"
        return f"<BlockTable {', '.join(self.column_names)}: {rows}>"


class SortedTable(NamedTuple):
    """A table with sort keys, as it lies on disk: the sorted region, and behind it what came later,
    in order of arrival.

    ``keys``: the names of the sort keys, the most significant first. Both regions are
    ``BlockTable`` with the same ``block_rows`` and with zone maps of every column.
    """

    keys: tuple[str, ...]
    sorted: BlockTable
    unsorted: BlockTable


def _cut(column: pa.ChunkedArray, block_rows: int) -> list[pa.Array]:
    whole = column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = pa.concat_arrays(whole.chunks) if whole.num_chunks else pa.array([], column.type)
    return [whole.slice(start, block_rows) for start in range(0, len(whole), block_rows)]


@cache
def q6_columns(scale: float = 1) -> pa.Table:
    """The columns of lineitem that TPC-H's query 6 reads, and the part key, in load order.

    Ship dates are date32; quantity, discount and price are int64 hundredths, so that sums are
    exact. Read from disk once in a process: three gigabytes of lineitem's 16 columns are not needed
    to look at five.
    """

    def read() -> pa.Table:
        raw = data.table(
            "lineitem",
            scale,
            ["l_shipdate", "l_discount", "l_quantity", "l_extendedprice", "l_partkey"],
        )
        whole = {
            name: pa.array(columns.to_streams(raw[name])["values"])
            for name in raw.column_names
            if name != "l_shipdate"
        }
        return pa.table({"l_shipdate": pa.concat_arrays(raw["l_shipdate"].chunks), **whole})

    return kept(read, "columns of query 6", scale, seeded=False)
