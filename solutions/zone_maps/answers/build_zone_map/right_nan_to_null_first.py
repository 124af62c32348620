"""NaN to null for the two ends, the nulls counted before; one call for each end.

kind: right
"""

def build_zone_map(column, block_rows):
    if block_rows <= 0:
        raise ValueError(f"blocks of {block_rows} rows cannot be")
    if pa.types.is_nested(column.type):
        raise TypeError(f"{column.type} has no order")

    def zone(block):
        values = block
        if pa.types.is_floating(block.type):
            values = pc.if_else(pc.is_nan(block), pa.scalar(None, block.type), block)
        return ZoneMap(pc.min(values).as_py(), pc.max(values).as_py(), block.null_count, len(block))

    count = -(-len(column) // block_rows)
    return [zone(column.slice(number * block_rows, block_rows)) for number in range(count)]
