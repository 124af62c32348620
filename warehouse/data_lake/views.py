"""The data_lake lab's views: each shows the student's own part at work. One that follows controls is
made with ``warehouse.drawing.live``."""

from __future__ import annotations

from collections.abc import Callable

import ipywidgets as widgets

from warehouse.data_lake.records import Block
from warehouse.drawing import shown, table


def _last_block(rows: int, block_rows: int, blocks: int) -> Block | None:
    """The last of so many blocks; None where there is none."""
    first = (blocks - 1) * block_rows
    return Block(first, rows - first) if blocks else None


def counted(count: Callable[[int, int], int]) -> widgets.HTML:
    """Tables of a few sizes, the blocks of 4,096 rows that ``count`` says they fill, and the rows that
    are left for the last one (an example)."""

    def draw() -> str:
        lines = []
        for rows in (0, 1, 4_096, 4_097, 600_572):
            blocks = count(rows, 4_096)
            last = _last_block(rows, 4_096, blocks)
            lines.append([f"{rows:,}", blocks, f"{last.rows:,} rows" if last else "none"])
        return table(["rows", "blocks", "the last block"], lines)

    return shown(draw)
