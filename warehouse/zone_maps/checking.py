"""Comparisons that several test cells of the zone maps lab share. Data only, as in
``warehouse.checks``."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from warehouse.checks import Wrong, fields, same_table
from warehouse.checks.calls import calls
from warehouse.checks.showing import show
from warehouse.zone_maps.blocks import BlockTable
from warehouse.zone_maps.records import ZoneMap


def same_zones(got: object, expected: Sequence[ZoneMap], what: str = "the zone maps") -> None:
    """``got`` must be a list of these zone maps; a numpy scalar passes for the plain value it
    holds."""
    if type(got) is not list:
        raise Wrong(
            f"{what} must be a list with one ZoneMap a block",
            show(list(expected)),
            f"{type(got).__name__} {show(got)}",
            calls.text,
        )
    if len(got) != len(expected):
        raise Wrong(
            f"{what}: there must be one ZoneMap a block",
            f"{len(expected)} of them",
            f"{len(got)}: {show(got)}",
            calls.text,
        )
    for block, (mine, theirs) in enumerate(zip(got, expected)):
        for name, value, right in zip(ZoneMap._fields, fields(mine, ZoneMap), theirs):
            plain = value.item() if isinstance(value, np.generic) else value
            if type(plain) is not type(right) or plain != right:
                raise Wrong(
                    f"{what}: {name} of block {block} is not right",
                    show(theirs),
                    show(mine),
                    calls.text,
                )


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


def same_rows(got: object, expected: pa.Table, given: str) -> None:
    """As ``same_table``; a failure shows ``given``, which says more of a small table than how many
    rows it has."""
    try:
        same_table(got, expected)
    except Wrong as wrong:
        shown = given if len(given) <= 400 else given[:300] + " ... " + given[-80:]
        raise Wrong(wrong.message, wrong.expected, wrong.got, shown) from None
