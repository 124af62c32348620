"""The words of the capstone lab: data that lie on slices, how a join is placed, the parts of an engine.

Plain data, no behaviour that a student is asked to build.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from warehouse.distribution.interface import Part

STAY, BROADCAST = "stay", "broadcast"

#: The ways to place a join, in the order in which ties are broken. All but DS_BCAST_OUTER are
#: Redshift's; it turns the sides of an inner join round instead.
LABELS = (
    "DS_DIST_NONE",
    "DS_DIST_ALL_NONE",
    "DS_DIST_INNER",
    "DS_DIST_OUTER",
    "DS_BCAST_INNER",
    "DS_BCAST_OUTER",
    "DS_DIST_BOTH",
)


class Distributed(NamedTuple):
    """A table, or a step's result, on a cluster.

    ``parts``: one ``Part`` a slice, in order. ``keys``: tuples of columns; for each of them
    ``exchange`` by these columns would leave every row where it is, so rows that are equal in them
    lie together, and rows placed by ``()`` all lie on slice 0. ``everywhere``: every slice has all
    rows, the same ones; then ``keys`` is empty.
    """

    parts: list[Part]
    keys: frozenset[tuple[str, ...]] = frozenset()
    everywhere: bool = False


class Sized(NamedTuple):
    """What a planner knows of one input. ``keys``, ``everywhere``: as of ``Distributed``. ``bytes``:
    of all rows, each counted once."""

    keys: frozenset[tuple[str, ...]]
    everywhere: bool
    bytes: int


class Movement(NamedTuple):
    """What happens before a join. ``label``: one of ``LABELS``. ``bytes``: what will travel between
    slices. ``left``, ``right``: STAY, BROADCAST, or the list of columns to exchange that side by."""

    label: str
    bytes: int
    left: str | list[str]
    right: str | list[str]


class Operators(NamedTuple):
    """The parts that an engine is made of: exercises 1 to 6, whoever wrote them."""

    scan_slice: Callable
    exchange: Callable
    broadcast: Callable
    join_slice: Callable
    plan_join: Callable
    placed_after: Callable
    aggregate: Callable
    top: Callable
