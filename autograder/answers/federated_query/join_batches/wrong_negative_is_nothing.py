"""Amounts below 0 are taken for nulls.

kind: wrong
reason: beside_duckdb
hint: Which amounts add nothing? Is a negative one among them?
"""

def join_batches(cursor, local: pa.Table, key: str, keep: str) -> dict:
    for column in (key, "group"):
        if column not in local.column_names:
            raise ValueError(f"the local table has no column {column!r}")
    groups: dict = {}
    for value, group in zip(local[key].to_pylist(), local["group"].to_pylist()):
        if value is not None:
            groups.setdefault(value, []).append(group)
    sums: dict = {}
    while (batch := cursor.next()) is not None:
        for value, amount in zip(batch[key].to_pylist(), batch[keep].to_pylist()):
            for group in groups.get(value, ()):
                sums[group] = sums.get(group, 0) + max(amount or 0, 0)
    return sums
