"""The shapes of the lab on semi-structured and spatial data.

A *value* is what ``json.loads`` gives: None, a bool, an int of any size, a float (never NaN, never infinite), a str, a
list of values, or a dict of values whose keys are str.
"""

from __future__ import annotations

from typing import NamedTuple

#: What two values are compared with.
OPERATORS = ("=", "<>", "<", "<=", ">", ">=")

#: What a column of shredded values holds, in the order in which a tie between two of them is decided. ``int``: a whole
#: number that fits into 64 bits with a sign.
KINDS = ("bool", "int", "float", "str")


class Column(NamedTuple):
    """A path that becomes a column. ``path``: the names of attributes from the document inwards, at least one.
    ``kind``: one of ``KINDS``; the values of no other kind are in it."""

    path: tuple[str, ...]
    kind: str


class Shredded(NamedTuple):
    """Documents as columns and what no column holds. ``values``: a list for each column, of one value for each document,
    None where the document has none in this column. ``rests``: for each document what is left of it, a value."""

    values: list[list]
    rests: list


class Box(NamedTuple):
    """Longitudes from ``west`` eastwards to ``east``, latitudes from ``south`` to ``north``, borders included, all in
    degrees: longitudes from -180 (included) to 180 (not included), latitudes from -90 to 90. Where ``west`` is
    greater than ``east`` the box lies across the 180th meridian."""

    west: float
    south: float
    east: float
    north: float


class Place(NamedTuple):
    """A row of a table of points: its number, and where it lies, in degrees."""

    row: int
    longitude: float
    latitude: float


class Unreadable(Exception):
    """A block could not be read, or a place not looked at. Nothing is known of what it holds."""
