"""Exercise 4: scans, and the bytes that each store reads for them."""

from __future__ import annotations

import numpy as np

from solutions.warmup.checks.finding import COLUMNS, Scans, tpch_plans
from warehouse.checks import kept
from warehouse.warmup import catalogue


def bytes_by_marks(scans: Scans, sizes: dict, store: str) -> int:
    """A mark for each column that is read, scan by scan; then what the marked ones take."""
    marked = [
        (table, column)
        for table, columns in scans
        for column in sizes[table]
        if store == "rows" or column in columns
    ]
    return sum(sizes[table][column] for table, column in marked)


def drawn_sizes(rng: np.random.Generator) -> dict[str, dict[str, int]]:
    """A catalogue; a column may take nothing, or more than 2^32 bytes."""
    sizes = {}
    for table, columns in COLUMNS.items():
        taken = [int(rng.integers(0, 10 ** int(rng.integers(1, 13)))) for _ in columns]
        sizes[table] = dict(zip(columns, taken))
    return sizes


def drawn_scans(
    rng: np.random.Generator, store: str, again: bool = False
) -> list[tuple[Scans, dict, str]]:
    """(scans, sizes, store), few scans first; each of another table, or ``again`` of those before, and
    then of all their columns, so that it is one whether rows or columns are read."""
    alike = {"r": {"a": 8, "b": 8, "c": 8}, "s": {"a": 8, "d": 8}}  # columns of one size
    cases = [] if again else [([("r", ["a", "b", "c"]), ("s", ["d", "a"])], alike, store)]
    for count in (1, 1, 2, 2, 2, 3, 3, 4, 4, 4):
        tables = [str(table) for table in rng.permutation(list(COLUMNS))[:count]]
        if again:
            tables += [tables[at] for at in rng.integers(0, count, count)]
        scans = []
        for table in tables:
            there = [str(column) for column in rng.permutation(COLUMNS[table])]
            named = len(there) if again else int(rng.integers(1, len(there) + 1))
            scans.append((table, there[:named]))
        cases.append((scans, drawn_sizes(rng), "".join(store)))  # an equal text, and another object
    return cases


def tpch_scans(store: str) -> list[tuple[Scans, dict, str]]:
    """Those of the 22 queries that read no table twice, and the catalogue of scale factor 0.01."""
    sizes = kept(catalogue.sizes, "the catalogue of TPC-H", seeded=False)
    return [
        (scans, {table: sizes[table] for table, _ in scans}, store)
        for _, scans in tpch_plans() + tpch_plans(half_joins=True)
        if len({table for table, _ in scans}) == len(scans)
    ]


def named_and_not_there() -> list[tuple[Scans, dict, str]]:
    """Scans of rows, which read the same whichever columns they name."""
    return [([("r", ["a", "price"])], {"r": {"a": 8, "b": 4}}, "rows")]


def nothing_named() -> list[tuple[Scans, dict, str]]:
    sizes = {"r": {"a": 8, "b": 4}, "s": {"a": 1}}
    return [
        (scans, sizes, store)
        for scans in ([], [("r", [])], [("r", []), ("s", ["a"])])
        for store in ("rows", "columns")
    ] + [([], {}, "rows"), ([("t", [])], {"t": {}}, "columns")]


def stores_refused() -> list[tuple[tuple, str]]:
    """(arguments, what the message names): a store of another kind, with scans, without, and with some that the
    catalogue has not."""
    sizes = {"r": {"a": 8, "b": 4}}
    return [
        ((scans, sizes, store), store)
        for store in ("pages", "row", "Columns", "columns ")
        for scans in ([("r", ["a"])], [], [("lineage", ["a"])], [("r", ["price"])])
    ]


def not_in_the_catalogue() -> list[tuple[tuple, str]]:
    """(arguments, what the message names): a table or a column that is not there."""
    sizes = {"r": {"a": 8, "b": 4}}
    return [
        (([("lineage", ["a"])], sizes, "rows"), "lineage"),
        (([("r", ["a"]), ("lineage", ["a"])], sizes, "rows"), "lineage"),
        (([("lineage", ["a"])], sizes, "columns"), "lineage"),
        (([("r", ["a", "price"])], sizes, "columns"), "price"),
        (([("r", ["b"]), ("lineage", [])], sizes, "rows"), "lineage"),
    ]
