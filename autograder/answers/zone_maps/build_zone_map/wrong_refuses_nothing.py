"""Bad input is left to whatever happens.

kind: wrong
reason: refuses
hint: What does `range(0, n, -8)` do, and what would a caller make of the empty list?
"""

def build_zone_map(column: pa.Array | pa.ChunkedArray, block_rows: int) -> list[ZoneMap]:
    zones = []
    for start in range(0, len(column), block_rows):
        block = column.slice(start, block_rows)
        values = block
        if pa.types.is_floating(column.type):
            values = block.filter(pc.invert(pc.is_nan(block)))  # a null's answer is null, and filter drops that too
        extremes = pc.min_max(values)
        zones.append(ZoneMap(extremes["min"].as_py(), extremes["max"].as_py(), block.null_count, len(block)))
    return zones
