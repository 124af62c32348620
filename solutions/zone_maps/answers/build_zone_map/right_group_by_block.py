"""One GROUP BY over block numbers for numbers and dates, numpy scalars handed back; slices for the rest.

kind: right
"""

def build_zone_map(column, block_rows):
    if block_rows < 1:
        raise ValueError("block_rows must be positive")
    if pa.types.is_nested(column.type):
        raise TypeError(f"cannot order {column.type}")
    if pa.types.is_integer(column.type) and len(column):
        number = pa.array(np.arange(len(column)) // block_rows)
        grouped = pa.table({"block": number, "v": column}).group_by("block", use_threads=False).aggregate(
            [("v", "min"), ("v", "max"), ("v", "count"), ("block", "count")])
        zones = []
        for row in grouped.sort_by("block").to_pylist():
            low = np.int64(row["v_min"]) if row["v_min"] is not None and column.type == pa.int64() else row["v_min"]
            zones.append(ZoneMap(low, row["v_max"], row["block_count"] - row["v_count"], row["block_count"]))
        return zones
    zones = []
    at = 0
    while at < len(column):
        block = column.slice(at, block_rows)
        kept = block.drop_null()
        if pa.types.is_floating(kept.type):
            kept = kept.filter(pc.equal(kept, kept))
        ends = pc.min_max(kept).as_py()
        zones.append(ZoneMap(ends["min"], ends["max"], block.null_count, len(block)))
        at += block_rows
    return zones
