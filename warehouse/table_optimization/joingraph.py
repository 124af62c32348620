"""The join graph of a workload, what a choice of distribution keys saves on it, and graphs to try
choices on.

Tables are nodes and joins are edges, as in Parchas et al., Fast and effective distribution-key
recommendation for Amazon Redshift, VLDB 2020. A layout is a dict {table: distribution key}; a table
that it does not name has no key (EVEN). How to choose one is the lab's business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from warehouse.table_optimization.workload import Join, Query


class Edge(NamedTuple):
    """A join between two tables: ``left.left_column = right.right_column``. ``left`` comes before
    ``right`` in the alphabet.

    ``weight``: bytes a week that need not travel if both tables lie by these columns.
    """

    left: str
    left_column: str
    right: str
    right_column: str
    weight: int


class Advice(NamedTuple):
    """What an adviser says of a layout.

    ``changes``: {table: its new distribution key}. ``moved``: bytes that the changes send once.
    ``saved``: bytes a week that they save. ``pays``: whether to make them.
    """

    changes: dict[str, str]
    moved: int
    saved: int
    pays: bool


def fits(edge: Edge, keys: Mapping[str, str]) -> bool:
    """Whether the join of this edge is co-located: both tables lie by its columns."""
    return keys.get(edge.left) == edge.left_column and keys.get(edge.right) == edge.right_column


def saved(edges: Sequence[Edge], keys: Mapping[str, str]) -> int:
    """The weight of all co-located joins: bytes a week."""
    return sum(edge.weight for edge in edges if fits(edge, keys))


def random_graph(
    rng: np.random.Generator, tables: int, columns: int = 3, edges: int | None = None
) -> list[Edge]:
    """A connected graph of ``tables`` tables with up to ``columns`` join columns each, and
    ``edges`` joins (by default a few more than tables), weights of 1 to 100."""
    found: dict[tuple, int] = {}
    wanted = edges if edges is not None else tables - 1 + int(rng.integers(0, tables + 1))
    for number in range(wanted):
        a = number + 1 if number < tables - 1 else int(rng.integers(0, tables))
        b = int(rng.integers(0, a)) if number < tables - 1 else int(rng.integers(0, tables))
        if a == b:
            continue
        ends = sorted((f"t{x:02}", "abcdefgh"[int(rng.integers(0, columns))]) for x in (a, b))
        found[(*ends[0], *ends[1])] = int(rng.integers(1, 101))
    return [Edge(*ends, weight) for ends, weight in sorted(found.items())]


def join_bytes(join: Join, sizes: Mapping[str, int], keys: Mapping[str, str], slices: int) -> int:
    """Bytes between slices for one run of a join, placed the cheapest way: nothing where it is
    co-located, else one side hashed to the other, a broadcast of the smaller side, or both hashed
    (the chapter on distribution has the formulas)."""
    left, right = sizes[join.left], sizes[join.right]
    left_lies, right_lies = (
        keys.get(join.left) == join.left_column,
        keys.get(join.right) == join.right_column,
    )
    if left_lies and right_lies:
        return 0
    ways = [min(left, right) * (slices - 1), (left + right) * (slices - 1) // slices]
    if left_lies:
        ways.append(right * (slices - 1) // slices)
    if right_lies:
        ways.append(left * (slices - 1) // slices)
    return min(ways)


def workload_bytes(
    queries: Sequence[Query], sizes: Mapping[str, int], keys: Mapping[str, str], slices: int = 4
) -> int:
    """Bytes between slices that a week's joins take under a layout: planned
    (``warehouse.table_optimization.joinruns`` measures)."""
    return sum(
        query.times * join_bytes(join, sizes, keys, slices)
        for query in queries
        for join in query.joins
    )
