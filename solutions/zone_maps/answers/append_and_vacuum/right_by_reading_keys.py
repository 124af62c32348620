"""Finds where to begin by comparing ends, and makes zone maps column by column.

kind: right
"""

def read_all(region, first):
    parts = {}
    for name in region.column_names:
        type_ = region.schema.field(name).type
        parts[name] = pa.chunked_array([region.read(name, b) for b in range(first, region.num_blocks)], type_)
    return pa.table(parts, schema=region.schema)


def extended(region, first, rows):
    zones = {name: list(region.zones[name][:first]) for name in region.column_names}
    for name in zones:
        zones[name].extend(zones_of(rows[name], region.block_rows))
    return region.keep(first, rows, zones)


def append(stored, rows):
    if rows.schema != stored.unsorted.schema:
        raise ValueError("these rows do not fit the table")
    if len(rows) == 0:
        return stored
    last = stored.unsorted
    first = last.num_blocks
    if first and last.rows_in(first - 1) < last.block_rows:
        first -= 1
    return SortedTable(stored.keys, stored.sorted, extended(last, first, pa.concat_tables([read_all(last, first), rows])))


def vacuum(stored):
    if stored.unsorted.num_rows == 0:
        return stored
    zones = stored.unsorted.zones[stored.keys[0]]
    lows = [zone.minimum for zone in zones if zone.minimum is not None]
    first = 0
    for block, zone in enumerate(stored.sorted.zones[stored.keys[0]]):
        full = stored.sorted.rows_in(block) == stored.sorted.block_rows
        if full and zone.null_count == 0 and all(low > zone.maximum for low in lows):
            first = block + 1
        else:
            break
    rows = sort_rows(pa.concat_tables([read_all(stored.sorted, first), read_all(stored.unsorted, 0)]), list(stored.keys))
    empty = BlockTable(rows.slice(0, 0), stored.sorted.block_rows, {name: [] for name in rows.column_names})
    return SortedTable(stored.keys, extended(stored.sorted, first, rows), empty)
