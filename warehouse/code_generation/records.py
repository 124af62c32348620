"""The shapes that the code_generation lab hands from one exercise to the next: a plan cut into
segments, each of which becomes one loop."""

from __future__ import annotations

from typing import NamedTuple

from warehouse.plans import Expression


class Read(NamedTuple):
    """A segment's source: columns of a table, and what the plan calls them."""

    table: str
    columns: list[str]
    names: list[str]


class Keep(NamedTuple):
    """A step of a segment: rows for which ``predicate`` is true go on."""

    predicate: Expression


class Compute(NamedTuple):
    """A step: the columns ``names`` go on, and no others, each computed by the expression at its
    place."""

    names: list[str]
    expressions: list[Expression]


class Probe(NamedTuple):
    """A step: rows meet those that segment number ``build`` has put into a hash table, whose columns
    are ``names``. ``keys``: columns of the rows that come along the segment."""

    kind: str
    build: int
    keys: list[str]
    names: list[str]
    residual: Expression | None


class Build(NamedTuple):
    """A segment's end: rows go into a hash table by ``keys``."""

    keys: list[str]


class Group(NamedTuple):
    """An end: rows are aggregated, as ``plans.Aggregate`` says."""

    group_by: list[str]
    names: list[str]
    aggregates: list[tuple[str, str | None, bool, int]]


class Order(NamedTuple):
    """An end: rows are sorted, as ``plans.Sort`` says."""

    keys: list[tuple[str, bool, bool]]
    limit: int | None


class Result(NamedTuple):
    """The end of the last segment where neither an aggregate nor a sort is: rows are handed out."""


class Segment(NamedTuple):
    """Steps that a row passes without a stop.

    ``source``: a ``Read``, or the number of the segment whose rows are read. ``steps``: a list of
    ``Keep``, ``Compute`` and ``Probe``. ``sink``: ``Build``, ``Group``, ``Order`` or ``Result``.
    ``needs``: the numbers of the segments that have to end before this one begins, ascending.
    """

    source: Read | int
    steps: list[Keep | Compute | Probe]
    sink: Build | Group | Order | Result
    needs: list[int]
