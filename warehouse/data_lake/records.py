"""What the exercises of the data_lake lab are given, and return: plain records, no behaviour."""

from __future__ import annotations

from typing import NamedTuple


class Predicate(NamedTuple):
    """One condition on one column. ``op``: "=", "<", "<=", ">" or ">=". ``value``: of the column's
    type, never None and never NaN. Several predicates must all hold."""

    column: str
    op: str
    value: object


class Chunk(NamedTuple):
    """The bytes of one column of one row group. ``data_page``: where its first data page begins, in
    bytes from the beginning of the file. ``dictionary_page``: where its dictionary begins, None (of
    some writers 0) where it has none. ``size``: bytes of all its pages together. ``minimum``,
    ``maximum``: no value lies below or above them; None where not known. ``nulls``: how many values
    are null, None where not known."""

    data_page: int
    dictionary_page: int | None
    size: int
    minimum: object = None
    maximum: object = None
    nulls: int | None = None


class RowGroup(NamedTuple):
    """``rows``: how many it holds. ``chunks``: its columns, by name."""

    rows: int
    chunks: dict[str, Chunk]


class Footer(NamedTuple):
    """What the end of a Parquet file says about the rest. ``columns``: the names, in order."""

    columns: list[str]
    row_groups: list[RowGroup]


class Part(NamedTuple):
    """What a GET of a range brought. ``start``: where in the object ``data`` begins. ``size``:
    bytes of the whole object."""

    start: int
    data: bytes
    size: int


class Names(NamedTuple):
    """A page of a listing. ``more``: whether there are further names behind it."""

    names: list[str]
    more: bool


class Aggregate(NamedTuple):
    """What is computed of a group's rows. ``function``: "count", "sum", "avg", "min" or "max".
    ``column``: a name, None for the count of all rows. ``distinct``: whether equal values count
    once."""

    function: str
    column: str | None
    distinct: bool


class DataFile(NamedTuple):
    """A file of a table. ``bounds``: of columns, by name, the least value and the largest; a column
    that is not there may hold anything."""

    path: str
    rows: int
    bounds: dict[str, tuple]
