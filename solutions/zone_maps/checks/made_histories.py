"""Of append and vacuum: tables that grow, batch by batch: (schema, keys, rows a block, batches)."""

from __future__ import annotations

import pyarrow as pa

from solutions.zone_maps.checks.values import DOMAINS, column_of, draw
from warehouse.checks import generator


def histories(nothing: bool) -> list[tuple[pa.Schema, tuple[str, ...], int, list]]:
    """Tables that begin empty, the shortest history first. A batch is an Arrow table, in chunks, or
    None: a vacuum, as is the last. ``at`` numbers the rows in order of arrival. ``nothing``: nulls in
    the keys, and many ties."""
    rng = generator("zone_maps", "histories", nothing)
    made = []
    for number in range(12):
        domain = ["int64", "text", "date32", "uint64", "decimal128", "float64"][number % 6]
        batches, at = [], 1000 * number  # no two histories hold the same rows
        for _ in range(int(rng.integers(1, 7))):
            if batches and rng.random() < 0.4:
                batches.append(None)
                continue
            rows = int(rng.integers(1, 8))
            # a batch of nothing but nulls now and then
            days = draw(rng, domain, rows, nothing * (1 if rng.random() < 0.3 else 0.3))
            items = [int(item) for item in rng.integers(0, 2 if nothing else 5, rows)]
            columns = {
                "day": column_of(domain, days),
                "item": pa.array([item or None if nothing else item for item in items], pa.int8()),
                "at": pa.array(range(at, at + rows), pa.int64()),
            }
            cut, whole = int(rng.integers(0, rows + 1)), pa.table(columns)
            pieces = [whole.slice(0, cut), whole.slice(0, 0), whole.slice(cut)]
            batches.append(pa.concat_tables(pieces))
            at += rows
        schema = pa.schema([("day", DOMAINS[domain][0]), ("item", pa.int8()), ("at", pa.int64())])
        keys = [("day", "item"), ("item", "day"), ("day",)][int(rng.integers(0, 3))]
        made.append((schema, keys, int(rng.integers(1, 5)), [*batches, None]))
    if nothing:  # nulls alone come to a full block that ends in nulls: the second key decides
        schema = pa.schema([("day", pa.int64()), ("item", pa.int8()), ("at", pa.int64())])
        old = pa.table({"day": [1, None, None], "item": [1, 1, 2], "at": [1, 2, 3]}, schema=schema)
        new = pa.table({"day": [None], "item": [0], "at": [4]}, schema=schema)
        made += [(schema, ("day", "item"), size, [old, None, new, None]) for size in (1, 3)]
    return sorted(made, key=lambda history: len(history[3]))
