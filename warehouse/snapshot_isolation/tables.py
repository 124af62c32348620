"""What the last exercise stands on: a store of blocks that are written once, and the shape of a
table's version."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from warehouse.errors import CourseError


class TableVersion(NamedTuple):
    """One state of a table of one int64 column: ``rows`` values in blocks of ``block_rows`` (the
    last may be shorter).

    ``blocks``: the numbers of the blocks, in the order of the rows. A version is never changed; a
    commit makes a new one.
    """

    rows: int
    block_rows: int
    blocks: tuple[int, ...]


class BlockGone(CourseError):
    """A block was asked for that was never put, or that was dropped."""


class Blocks:
    """Blocks by number, each written once and never changed. ``written`` and ``read`` count the
    puts and the gets."""

    def __init__(self) -> None:
        self._values: dict[int, np.ndarray] = {}
        self.written = self.read = 0

    def __repr__(self) -> str:
        return f"Blocks({len(self._values)} written)"

    def put(self, values: np.ndarray) -> int:
        """Store a copy of ``values`` (int64, at least one) as a new block; returns its number."""
        if (
            not isinstance(values, np.ndarray)
            or values.dtype != np.int64
            or values.ndim != 1
            or not len(values)
        ):
            raise ValueError(
                "a block is a one-dimensional int64 array of at least one value, "
                f"not {getattr(values, 'dtype', type(values).__name__)} of shape {getattr(values, 'shape', '?')}"
            )
        written = values.copy()
        written.flags.writeable = False
        self._values[self.written] = written
        self.written += 1
        return self.written - 1

    def get(self, number: int) -> np.ndarray:
        """The values of a block, read-only: copy them before you change them."""
        if number not in self._values:
            raise BlockGone(f"there is no block {number!r}")
        self.read += 1
        return self._values[number]

    def numbers(self) -> set[int]:
        """The numbers of all blocks that are there."""
        return set(self._values)
