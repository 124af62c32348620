"""The shapes in which the compression lab's encodings travel: plain records of numbers and numpy
arrays.

They hold data and no behaviour, so that a test can look at what an encoder made without running any
of its code.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class RunLength(NamedTuple):
    """Run-length encoding: ``values[i]`` stands ``lengths[i]`` times.

    ``values``: one dimension, dtype of the column, no two neighbours alike. ``lengths``: int64,
    every entry >= 1.
    """

    values: np.ndarray
    lengths: np.ndarray


class FrameOfReference(NamedTuple):
    """``count`` int64 values stored as unsigned offsets from ``base``, ``width`` bits each.

    ``base``: int, the smallest value (0 for an empty column). ``width``: int, 0 to 64. ``packed``:
    uint8 array.
    """

    base: int
    width: int
    packed: np.ndarray
    count: int


class Delta(NamedTuple):
    """A first value and the steps from each value to the next, modulo 2**64.

    ``first``: int, or None for an empty column. ``deltas``: the ``count - 1`` steps, framed as
    int64.
    """

    first: int | None
    deltas: FrameOfReference


class Dictionary(NamedTuple):
    """One-byte codes into a list of at most 256 distinct values (Redshift: BYTEDICT).

    ``codes``: uint8, one per row. ``values``: distinct values, dtype of the column; row i is
    ``values[codes[i]]``.
    """

    codes: np.ndarray
    values: np.ndarray


class Mostly(NamedTuple):
    """Narrow storage for the values that fit ``width`` bits, full storage for the few that do not
    (MOSTLYn).

    ``width``: 8, 16 or 32. ``values``: int8, int16 or int32, one per row; what stands at an
    exception is not read. ``exceptions_at``: int64 row numbers, ascending. ``exceptions``: int64
    values, one per row number.
    """

    width: int
    values: np.ndarray
    exceptions_at: np.ndarray
    exceptions: np.ndarray
