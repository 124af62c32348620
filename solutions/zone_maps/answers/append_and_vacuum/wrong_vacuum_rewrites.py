"""Vacuum reads and sorts the whole table, whatever is new.

kind: wrong
reason: cheap_vacuum
breaks: leading_blocks
hint: A year of sorted days, and today's rows. Which blocks change? The zone maps know.
"""

def append(stored: SortedTable, rows: pa.Table) -> SortedTable:
    region = stored.unsorted
    if not rows.schema.equals(region.schema):
        raise ValueError(f"the rows have the schema {rows.schema}, and the table has {region.schema}")
    if not rows.num_rows:
        return stored
    full = region.num_rows // region.block_rows
    fresh = pa.concat_tables([rows_from(region, full), rows])
    return stored._replace(unsorted=region.keep(full, fresh, zones_behind(region, full, fresh)))


def vacuum(stored: SortedTable) -> SortedTable:
    keys, region, arrived = stored
    if not arrived.num_rows:
        return stored
    kept = 0
    merged = sort_rows(pa.concat_tables([rows_from(region, kept), rows_from(arrived, 0)]), list(keys))
    nothing = BlockTable(merged.slice(0, 0), region.block_rows, {name: [] for name in region.column_names})
    return SortedTable(keys, region.keep(kept, merged, zones_behind(region, kept, merged)), nothing)


def rows_from(region: BlockTable, first: int) -> pa.Table:
    """The rows of a region from block ``first`` on, read block by block."""
    arrays = {name: [region.read(name, block) for block in range(first, region.num_blocks)] for name in region.column_names}
    return pa.table([pa.chunked_array(arrays[name], region.schema.field(name).type) for name in arrays], schema=region.schema)


def zones_behind(region: BlockTable, kept: int, fresh: pa.Table) -> dict:
    """Zone maps of ``region``'s first blocks, which are known already, and of the blocks that ``fresh`` will make."""
    zones = {}
    for name in region.column_names:
        made = zones_of(fresh[name], region.block_rows)
        zones[name] = None if made is None else region.zones.get(name, [])[:kept] + made
    return zones
