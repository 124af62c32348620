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
        kind = here.schema.field(key).type
        if pa.types.is_integer(kind):  # the remote keys may be of another kind of number
            whole = pa.decimal128(20) if pa.uint64() in (kind, batch[key].type) else pa.int64()
            kind = pa.float64() if pa.types.is_floating(batch[key].type) else whole
        known = here.set_column(0, key, here[key].cast(kind))
        there = batch.select([key, keep]).cast(pa.schema([(key, kind), (keep, pa.int64())]))
        joined = there.join(known, key, join_type="inner")
        for group, amount in zip(joined["group"].to_pylist(), joined[keep].to_pylist()):
            sums[group] = sums.get(group, 0) + (0 if amount is None else amount)
    return sums
