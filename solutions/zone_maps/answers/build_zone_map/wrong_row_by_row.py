"""Right, but every row goes through Python.

kind: wrong
reason: parquet
breaks: speed
hint: Half a million Python objects for a hundred pairs of numbers. Which call of Arrow's finds both ends of a
    whole block?
"""

def build_zone_map(column, block_rows):
    if block_rows < 1:
        raise ValueError(f"block_rows must be at least 1, not {block_rows}")
    if pa.types.is_nested(column.type):
        raise TypeError(f"no order for {column.type}")
    zones = []
    for start in range(0, len(column), block_rows):
        rows = column.slice(start, block_rows).to_pylist()
        values = [row for row in rows if row is not None and row == row]
        zones.append(ZoneMap(min(values, default=None), max(values, default=None), rows.count(None), len(rows)))
    return zones
