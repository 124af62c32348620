"""Only the first batches are read.

kind: wrong
reason: batches
breaks: to_the_end
hint: When is the answer over?
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
    seen = 0
    while (batch := cursor.next()) is not None:
        seen += 1
        if seen > 5:
            continue
        for value, amount in zip(batch[key].to_pylist(), batch[keep].to_pylist()):
            for group in groups.get(value, ()):
                sums[group] = sums.get(group, 0) + (amount or 0)
    return sums
