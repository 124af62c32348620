"""NaN is looked for in float64 columns, and in no others.

kind: wrong
reason: nans
breaks: nan
hint: Which floats can hold a NaN: those of 64 bits, or those of 32 as well?
"""

def build_zone_map(column: pa.Array | pa.ChunkedArray, block_rows: int) -> list[ZoneMap]:
    if block_rows < 1:
        raise ValueError(f"block_rows must be at least 1, not {block_rows}")
    if pa.types.is_nested(column.type):
        raise TypeError(f"zone maps of a nested column are not supported: {column.type}")
    zones = []
    for start in range(0, len(column), block_rows):
        block = column.slice(start, block_rows)
        values = block
        if column.type == pa.float64():
            values = block.filter(pc.invert(pc.is_nan(block)))
        found = pc.min_max(values)
        zones.append(ZoneMap(found["min"].as_py(), found["max"].as_py(), block.null_count, len(block)))
    return zones
