"""What the cells of examples and the graded cells of the zone maps lab share."""

from __future__ import annotations

import pyarrow as pa

from warehouse.checks import Wrong
from warehouse.checks.calls import calls
from warehouse.checks.showing import show
from warehouse.zone_maps.blocks import BlockTable


def block_table(got: object, what: str) -> BlockTable:
    """``got`` must be a ``BlockTable``; returns it."""
    if type(got) is not BlockTable:
        raise Wrong(
            f"{what} must be a BlockTable",
            "BlockTable",
            f"{type(got).__name__} {show(got)}",
            calls.text,
        )
    return got


def rows_of(table: BlockTable, what: str = "the table") -> pa.Table:
    """Everything in a block table, read block by block (and counted: look at the counters
    first)."""
    block_table(table, what)
    chunks = {
        name: [table.read(name, block) for block in range(table.num_blocks)]
        for name in table.column_names
    }
    return pa.table(
        {
            name: pa.chunked_array(chunks[name], table.schema.field(name).type)
            for name in table.column_names
        },
        schema=table.schema,
    )
