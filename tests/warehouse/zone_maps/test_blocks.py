"""Block tables: what they cut, keep and count. The counters are what the zone maps lab is graded
by."""

from __future__ import annotations

import pyarrow as pa
import pytest

from warehouse.zone_maps.blocks import BlockTable
from warehouse.zone_maps.records import ZoneMap


def five_rows(**zones):
    return BlockTable(pa.table({"n": [1, 2, 3, 4, 5], "t": ["a", "b", "c", "d", "e"]}), 2, zones)


def test_columns_are_cut_into_blocks_and_the_last_may_be_short():
    table = five_rows()
    assert (table.num_rows, table.num_blocks, [table.rows_in(b) for b in range(3)]) == (
        5,
        3,
        [2, 2, 1],
    )
    assert [table.read("n", block).to_pylist() for block in range(3)] == [[1, 2], [3, 4], [5]]


def test_a_column_of_several_chunks_is_cut_over_their_seams():
    column = pa.chunked_array([[1], [2, 3], [], [4, 5]], pa.int64())
    table = BlockTable(pa.table({"n": column}), 2)
    assert [table.read("n", block).to_pylist() for block in range(3)] == [[1, 2], [3, 4], [5]]


def test_every_read_is_counted_with_the_bytes_of_its_own_block():
    table = five_rows()
    table.read("n", 0)
    table.read("n", 0)
    table.read("n", 2)
    assert (table.blocks_read, dict(table.reads), table.bytes_read) == (
        3,
        {("n", 0): 2, ("n", 2): 1},
        16 + 16 + 8,
    )
    table.forget()
    assert (table.blocks_read, table.bytes_read) == (0, 0)


def test_keeping_blocks_reads_none_and_writes_only_what_follows():
    table = five_rows()
    longer = table.keep(2, pa.table({"n": [9, 8, 7], "t": ["x", "y", "z"]}))
    assert (table.blocks_read, longer.blocks_written) == (0, 4)
    assert [longer.read("n", block).to_pylist() for block in range(longer.num_blocks)] == [
        [1, 2],
        [3, 4],
        [9, 8],
        [7],
    ]


@pytest.mark.parametrize(
    ("kept", "rows"),
    [
        (3, {"n": [9], "t": ["x"]}),
        (4, {"n": [9], "t": ["x"]}),
        (1, {"n": [9]}),
        (1, {"n": [9.5], "t": ["x"]}),
    ],
)
def test_short_blocks_missing_blocks_and_other_schemas_are_not_kept(kept, rows):
    with pytest.raises(ValueError):
        five_rows().keep(kept, pa.table(rows))


def test_zone_maps_must_fit_the_blocks_and_none_means_there_are_none():
    zone = ZoneMap(1, 2, 0, 2)
    assert five_rows(n=None).zones == {}
    assert five_rows(n=[zone, zone, zone]).zones == {"n": [zone] * 3}
    with pytest.raises(ValueError, match="3 blocks and 2 zone maps"):
        five_rows(n=[zone, zone])
    with pytest.raises(ValueError, match="'m'"):
        five_rows(m=[])


@pytest.mark.parametrize(("column", "block"), [("m", 0), ("n", 3), ("n", -1)])
def test_what_is_not_there_cannot_be_read(column, block):
    with pytest.raises(ValueError):
        five_rows().read(column, block)


def test_a_table_without_rows_has_no_blocks():
    table = BlockTable(pa.table({"n": pa.array([], pa.int64())}), 2, {"n": []})
    assert (table.num_rows, table.num_blocks, table.zones) == (0, 0, {"n": []})
    with pytest.raises(ValueError, match="at least 1"):
        BlockTable(pa.table({"n": [1]}), 0)
