"""What was made for a column is remembered, and the list itself is handed out again.

kind: wrong
reason: laws
breaks: own_answers
hint: A caller sorts the list that you gave him. What does the next caller get who asks for the same column?
"""

_made = {}


def build_zone_map(column: pa.Array | pa.ChunkedArray, block_rows: int) -> list[ZoneMap]:
    if block_rows < 1:
        raise ValueError(f"block_rows must be at least 1, not {block_rows}")
    if pa.types.is_nested(column.type):
        raise TypeError(f"zone maps of a nested column are not supported: {column.type}")
    if len(column) > 1000:
        return _zones(column, block_rows)
    key = (str(column.type), repr(column.to_pylist()), block_rows)
    if key not in _made:
        _made[key] = _zones(column, block_rows)
    return _made[key]


def _zones(column, block_rows):
    zones = []
    for start in range(0, len(column), block_rows):
        block = column.slice(start, block_rows)
        values = block
        if pa.types.is_floating(column.type):
            values = block.filter(pc.invert(pc.is_nan(block)))
        found = pc.min_max(values)
        zones.append(ZoneMap(found["min"].as_py(), found["max"].as_py(), block.null_count, len(block)))
    return zones
