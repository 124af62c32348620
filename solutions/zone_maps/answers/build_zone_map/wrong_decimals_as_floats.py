"""Decimals are turned into floats: money that is no longer exact.

kind: wrong
reason: types
breaks: own_type
hint: Is float(Decimal('0.07')) still seven hundredths? What type does `.as_py()` give for this column?
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
        if pa.types.is_floating(column.type):
            values = block.filter(pc.invert(pc.is_nan(block)))  # a null's answer is null, and filter drops that too
        extremes = pc.min_max(values)
        zones.append(ZoneMap(plain(extremes["min"].as_py()), plain(extremes["max"].as_py()), block.null_count, len(block)))
    return zones


def plain(value):
    return float(value) if pa.types.is_decimal(pa.scalar(value).type) else value
