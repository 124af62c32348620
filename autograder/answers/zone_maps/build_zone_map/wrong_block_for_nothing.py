"""A column always has at least one block.

kind: wrong
reason: empty
hint: How many blocks does it take to store no rows? What would a scan do with a zone map of a block that is
    not there?
"""

def build_zone_map(column: pa.Array | pa.ChunkedArray, block_rows: int) -> list[ZoneMap]:
    if block_rows < 1:
        raise ValueError(f"block_rows must be at least 1, not {block_rows}")
    if pa.types.is_nested(column.type):
        raise TypeError(f"a zone map needs values with an order, and {column.type} has none")
    zones = []
    for start in range(0, max(len(column), 1), block_rows):
        block = column.slice(start, block_rows)
        values = block
        if pa.types.is_floating(column.type):
            values = block.filter(pc.invert(pc.is_nan(block)))  # a null's answer is null, and filter drops that too
        extremes = pc.min_max(values)
        zones.append(ZoneMap(extremes["min"].as_py(), extremes["max"].as_py(), block.null_count, len(block)))
    return zones
