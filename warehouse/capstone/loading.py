"""TPC-H on a cluster: how its eight tables are laid out, and the loader, which leaves on every slice a
table in blocks with zone maps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from warehouse import data, plans
from warehouse.capstone.records import Distributed
from warehouse.checks import kept
from warehouse.distribution.interface import Cluster
from warehouse.distribution.records import ALL, EVEN
from warehouse.zone_maps.blocks import BlockTable
from warehouse.zone_maps.records import ZoneMap

BLOCK_ROWS = 4096
BATCH_ROWS = 1 << 18  # of a file that is read in pieces
KEPT_SCALE = 0.1  # the largest scale factor whose tables stay in memory: a hundred megabytes
#: table -> (distribution key, None for a copy on every slice; sort key)
LAYOUT: dict[str, tuple[str | None, str]] = {
    "lineitem": ("l_orderkey", "l_shipdate"),
    "orders": ("o_orderkey", "o_orderdate"),
    "partsupp": ("ps_partkey", "ps_partkey"),
    "part": ("p_partkey", "p_partkey"),
    "customer": ("c_custkey", "c_custkey"),
    "supplier": (None, "s_suppkey"),
    "nation": (None, "n_nationkey"),
    "region": (None, "r_regionkey"),
}


@cache
def columns_read() -> dict[str, list[str]]:
    """Of each table the columns that any of the 22 queries reads, in the table's order of names, its
    keys among them."""
    found = {table: {key, by} - {None} for table, (key, by) in LAYOUT.items()}
    for number in range(1, 23):
        for step in plans.steps(plans.tpch(number).plan):
            if isinstance(step, plans.Scan):
                found[step.table] |= set(step.columns)
    return {table: sorted(names) for table, names in found.items()}


@cache
def tpch_tables(scale: float) -> dict[str, pa.Table]:
    """The eight tables as plans see them, of each what the queries read."""

    def read() -> dict[str, pa.Table]:
        return {
            table: plans.stored(data.table(table, scale, names)).combine_chunks()
            for table, names in columns_read().items()
        }

    return kept(read, "capstone's tables", scale, seeded=False)


class Unkept(Mapping):
    """The eight tables as ``tpch_tables`` gives them, each read when it is asked for and not kept: of a scale
    factor of which they take gigabytes."""

    def __init__(self, scale: float):
        self.scale = scale

    def __getitem__(self, table: str) -> pa.Table:
        columns = columns_read()[table]
        file = pq.ParquetFile(data.generate(self.scale) / f"{table}.parquet")
        # as plans see them piece by piece: whole, the decimals alone would take a gigabyte
        batches = file.iter_batches(BATCH_ROWS, columns=columns)
        return pa.concat_tables([self._stored(batch).select(columns) for batch in batches])

    @staticmethod
    def _stored(batch: pa.RecordBatch) -> pa.Table:
        """Texts as ``data.table`` gives them, which the file has as views."""
        texts = {
            field.name: batch[field.name].cast(pa.string())
            for field in batch.schema
            if pa.types.is_string_view(field.type)
        }
        rest = {name: batch[name] for name in batch.schema.names if name not in texts}
        return plans.stored(pa.table(texts | rest))

    def __iter__(self) -> Iterator[str]:
        return iter(columns_read())

    def __len__(self) -> int:
        return len(columns_read())


def tables_of(scale: float) -> Mapping[str, pa.Table]:
    """The eight tables, kept for the next time where they are small."""
    return tpch_tables(scale) if scale <= KEPT_SCALE else Unkept(scale)


def load(
    cluster: Cluster,
    tables: Mapping[str, pa.Table],
    exchange: Callable,
    layout: dict[str, tuple[str | None, str]] | None = None,
    block_rows: int = BLOCK_ROWS,
    deal: Callable[[pa.Table, str, None, int], list[pa.Table]] | None = None,
    make: Callable[[pa.Table, str, int], BlockTable] | None = None,
) -> dict[str, Distributed]:
    """Put ``tables`` on the cluster as ``layout`` (``LAYOUT``) says, and return where they lie: of each
    table one ``BlockTable`` a slice.

    A table with a distribution key is placed by ``exchange``, the one whose placements the planner
    will rely on. On each slice rows are in the order of the sort key. Bytes are counted; call
    ``cluster.reset_traffic()`` afterwards. ``deal(table, style, None, slices)`` makes the first parts, EVEN or
    ALL, and ``make(rows, by, block_rows)`` a slice's table of its rows: ``dealt`` and ``in_blocks`` without.
    """
    deal, make, catalogue = deal or dealt, make or in_blocks, {}
    for name in tables:
        key, by = (layout or LAYOUT)[name]
        # nothing here holds the rows: of a table that was only read for this they go, once they are placed
        placed = _placed(cluster, name, tables[name], key, exchange, deal)
        parts = [cluster.run(s, make, part, by, block_rows) for s, part in enumerate(placed.parts)]
        # the cluster lets go of the rows as they were dealt out
        catalogue[name] = placed._replace(parts=cluster.keep(name, parts))
        del placed
    return catalogue


def _placed(
    cluster: Cluster,
    name: str,
    table: pa.Table,
    key: str | None,
    exchange: Callable,
    deal: Callable[[pa.Table, str, None, int], list[pa.Table]],
) -> Distributed:
    """A table's rows on their slices."""
    if key is None:
        copies = deal(table, ALL, None, cluster.slices)
        return Distributed(cluster.load(name, copies), frozenset(), True)
    parts = cluster.load(name, deal(table, EVEN, None, cluster.slices))
    return exchange(cluster, Distributed(parts), [key])


def dealt(table: pa.Table, style: str, key: None, slices: int) -> list[pa.Table]:
    """A table for every slice: of ALL the whole one, of EVEN row i on slice i % slices."""
    if style == ALL:
        return [table] * slices
    every = np.arange(len(table))
    return [table.take(pa.array(every[first::slices])) for first in range(slices)]


def in_blocks(table: pa.Table, by: str | None = None, block_rows: int = BLOCK_ROWS) -> BlockTable:
    """A table in blocks, in the order of ``by`` where it is given, with zone maps of all columns."""
    if by is not None:
        # equal rows in the order of all their columns: what a block holds is then no matter of how
        # the rows came here
        keys = [(name, "ascending") for name in dict.fromkeys([by, *table.column_names])]
        table = table.sort_by(keys)
    table = table.combine_chunks()
    zones = {
        name: [
            zone_of(table[name].slice(start, block_rows))
            for start in range(0, len(table), block_rows)
        ]
        for name in table.column_names
    }
    return BlockTable(table, block_rows, zones)


def zone_of(block: pa.ChunkedArray) -> ZoneMap:
    """What is known of one block of a column."""
    known = block.drop_null()
    if pa.types.is_floating(block.type):
        known = known.filter(pc.invert(pc.is_nan(known)))
    low, high = pc.min_max(known).values()
    return ZoneMap(low.as_py(), high.as_py(), block.null_count, len(block))


def blocks_read(cluster: Cluster, catalogue: dict[str, Distributed]) -> dict[str, tuple[int, int]]:
    """Of each table (blocks read since it was loaded, blocks there), over all slices and columns."""
    found = {}
    for name, stored in catalogue.items():
        counts = cluster.fetch(
            [cluster.run(s, _blocks, part) for s, part in enumerate(stored.parts)]
        )
        found[name] = tuple(map(sum, zip(*counts)))
    return found


def forget_reads(cluster: Cluster, catalogue: dict[str, Distributed]) -> None:
    """Set the counters of reading back to zero, on every slice."""
    for stored in catalogue.values():
        cluster.fetch([cluster.run(s, _forget, part) for s, part in enumerate(stored.parts)])


def _blocks(stored: BlockTable) -> tuple[int, int]:
    return stored.blocks_read, stored.num_blocks * len(stored.column_names)


def _forget(stored: BlockTable) -> None:
    stored.forget()


def whole(tables: dict[str, pa.Table]) -> Callable[[str, Sequence[str]], pa.Table]:
    """``tables`` as ``plans.evaluate.run`` takes them."""
    return lambda table, names: tables[table].select(names)
