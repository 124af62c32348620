"""What the cells of examples and the graded cells of the zone maps lab share; a table that fails."""

from __future__ import annotations

import pyarrow as pa

from warehouse.checks import Wrong
from warehouse.checks.calls import calls
from warehouse.checks.showing import show
from warehouse.zone_maps.blocks import BlockTable, ReadError


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


class FailingTable(BlockTable):
    """The rows and zone maps of ``table``, of which read number ``fails_at`` fails, counted from 1;
    ``failed`` says whether it has."""

    def __init__(self, table: BlockTable, fails_at: int):
        super().__init__(*table.as_data())
        self.fails_at, self.count = fails_at, 0

    @property
    def failed(self) -> bool:
        return self.count >= self.fails_at

    def read(self, column: str, block: int) -> pa.Array:
        self.count += 1
        if self.count == self.fails_at:
            raise ReadError(f"block {block} of {column} cannot be read")
        return super().read(column, block)
