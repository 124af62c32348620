"""The shapes that the exercises of the code_generation lab return: plain records, no behaviour."""

from __future__ import annotations

from typing import NamedTuple


class Block(NamedTuple):
    """A stretch of a table's rows (an example). ``first``: the number of its first row, from 0.
    ``rows``: how many it holds, at least 1."""

    first: int
    rows: int
