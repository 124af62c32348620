"""The records of the distribution lab: where a table's rows lie, how a join is placed, what
travelled.

Plain data, no behaviour that a student is asked to build.
"""

from __future__ import annotations

from typing import NamedTuple

import pyarrow as pa

EVEN, KEY, ALL = "EVEN", "KEY", "ALL"

#: Redshift's names for the ways to place a join, in the order in which ties are broken.
LABELS = (
    "DS_DIST_NONE",
    "DS_DIST_ALL_NONE",
    "DS_DIST_INNER",
    "DS_DIST_OUTER",
    "DS_BCAST_INNER",
    "DS_DIST_BOTH",
    "DS_DIST_ALL_INNER",
)


class Placed(NamedTuple):
    """A table of the warehouse as the planner knows it: how it is distributed and how large it is.

    ``style``: EVEN, KEY or ALL. ``key``: the distribution key, None unless the style is KEY.
    ``rows`` and ``bytes``: of one copy of the table, whatever its style. ``slices``: over how many
    slices it is distributed.
    """

    name: str
    style: str
    key: str | None
    rows: int
    bytes: int
    slices: int


class JoinPlan(NamedTuple):
    """How one join is placed. ``label``: one of ``LABELS``. ``bytes_moved``: what will travel
    between slices.

    ``outer``, ``inner``: the tables, as ``Placed``. ``on``: (column of outer, column of inner).
    """

    label: str
    bytes_moved: int
    outer: Placed | None = None
    inner: Placed | None = None
    on: tuple[str, str] | None = None


class SkewedJoin(NamedTuple):
    """The two sides of a join after redistribution: one part per slice each, ready to be joined
    slice by slice."""

    outer: list
    inner: list


class Shipment(NamedTuple):
    """A part on its way, as a program of one's own would send it: a record, which Python
    pickles."""

    to_slice: int
    table: pa.Table


class Traffic(NamedTuple):
    """Bytes that travelled. ``between[a][b]``: from slice a to slice b. ``to_leader[a]``: from
    slice a to the leader. ``from_leader``: tables and functions that the leader sent out."""

    between: tuple[tuple[int, ...], ...]
    to_leader: tuple[int, ...]
    from_leader: int

    @property
    def moved(self) -> int:
        """All bytes between slices: what a plan's ``bytes_moved`` foretells."""
        return sum(map(sum, self.between))


def table_bytes(table: pa.Table) -> int:
    """The bytes of a table's own rows as Arrow sends them (its IPC record batches), whatever
    buffers it is a part of."""
    return sum(pa.ipc.get_record_batch_size(batch) for batch in table.to_batches())


def placed(name: str, parts: list[pa.Table], style: str, key: str | None = None) -> Placed:
    """The planner's record of a table that lies in ``parts``, one per slice."""
    one_copy = parts[:1] if style == ALL else parts
    return Placed(
        name,
        style,
        key if style == KEY else None,
        sum(part.num_rows for part in one_copy),
        sum(table_bytes(part) for part in one_copy),
        len(parts),
    )
