"""Whole numbers go through numpy, which has no nulls and makes floats of a column that has some.

kind: wrong
reason: nulls
breaks: nulls
hint: What dtype does `to_numpy` give for `[2**53 + 1, null]`, and which number do you read in it?
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
        if pa.types.is_floating(column.type):
            values = block.filter(pc.invert(pc.is_nan(block)))
        if pa.types.is_integer(column.type) and len(block) > block.null_count:
            numbers = values.to_numpy() if isinstance(values, pa.ChunkedArray) else values.to_numpy(zero_copy_only=False)
            low, high = int(np.nanmin(numbers)), int(np.nanmax(numbers))
        else:
            low, high = pc.min_max(values).as_py().values()
        zones.append(ZoneMap(low, high, block.null_count, len(block)))
    return zones
