"""Arrow's min_max is trusted with NaN: a block of nothing else has NaN for a minimum.

kind: wrong
reason: nans
hint: Run `pc.min_max` on a block of nothing but NaN. Is any comparison with what comes out ever true?
"""

def build_zone_map(column: pa.Array | pa.ChunkedArray, block_rows: int) -> list[ZoneMap]:
    if block_rows < 1:
        raise ValueError(f"block_rows must be at least 1, not {block_rows}")
    if pa.types.is_nested(column.type):
        raise TypeError(f"a zone map needs values with an order, and {column.type} has none")
    zones = []
    for start in range(0, len(column), block_rows):
        block = column.slice(start, block_rows)
        values = block
        extremes = pc.min_max(values)
        zones.append(ZoneMap(extremes["min"].as_py(), extremes["max"].as_py(), block.null_count, len(block)))
    return zones
