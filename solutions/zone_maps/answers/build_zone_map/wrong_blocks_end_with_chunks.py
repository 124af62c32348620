"""Every chunk begins a new block.

kind: wrong
reason: chunks
breaks: seams
hint: Where one chunk ends has nothing to do with where a block ends. Which rows are in block 0?
"""

def build_zone_map(column, block_rows):
    if block_rows < 1:
        raise ValueError(f"block_rows must be at least 1, not {block_rows}")
    if pa.types.is_nested(column.type):
        raise TypeError(f"no order for {column.type}")
    zones = []
    for chunk in column.chunks if isinstance(column, pa.ChunkedArray) else [column]:
        for start in range(0, len(chunk), block_rows):
            block = chunk.slice(start, block_rows)
            values = block.filter(pc.equal(block, block))
            found = pc.min_max(values)
            zones.append(ZoneMap(found["min"].as_py(), found["max"].as_py(), block.null_count, len(block)))
    return zones
