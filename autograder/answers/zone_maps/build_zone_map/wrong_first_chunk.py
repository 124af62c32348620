"""Of a chunked column only the first chunk is looked at.

kind: wrong
reason: chunks
hint: An Arrow column may come in several pieces. What do `column.num_chunks` and `column.chunk(0)` say?
"""

def build_zone_map(column: pa.Array | pa.ChunkedArray, block_rows: int) -> list[ZoneMap]:
    if block_rows < 1:
        raise ValueError(f"block_rows must be at least 1, not {block_rows}")
    if pa.types.is_nested(column.type):
        raise TypeError(f"a zone map needs values with an order, and {column.type} has none")
    if isinstance(column, pa.ChunkedArray):
        column = column.chunk(0) if column.num_chunks else pa.array([], column.type)
    zones = []
    for start in range(0, len(column), block_rows):
        block = column.slice(start, block_rows)
        values = block
        if pa.types.is_floating(column.type):
            values = block.filter(pc.invert(pc.is_nan(block)))  # a null's answer is null, and filter drops that too
        extremes = pc.min_max(values)
        zones.append(ZoneMap(extremes["min"].as_py(), extremes["max"].as_py(), block.null_count, len(block)))
    return zones
