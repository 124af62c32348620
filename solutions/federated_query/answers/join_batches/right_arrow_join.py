"""Each batch with Arrow's own join.

kind: right
"""

def join_batches(cursor, local, key, keep):
    missing = {key, "group"} - set(local.column_names)
    if missing:
        raise ValueError(f"no column {sorted(missing)[0]}")
    here = local.select([key, "group"])
    sums = {}
    while (batch := cursor.next()) is not None:
        there = batch.select([key, keep]).cast(pa.schema([(key, here.schema.field(key).type), (keep, pa.int64())]))
        joined = there.join(here, key, join_type="inner")
        for group, amount in zip(joined["group"].to_pylist(), joined[keep].to_pylist()):
            sums[group] = sums.get(group, 0) + (0 if amount is None else amount)
    return sums
