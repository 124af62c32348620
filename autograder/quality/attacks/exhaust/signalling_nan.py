"""Returns zone maps with decimals that raise as soon as they are compared.

must: the check of decimals is wrong, not the grader's fault; the others may pass
earns: 14
lab: zone_maps
exercises: build_zone_map
"""

CELLS = {
    "build_zone_map": r"""
from decimal import Decimal


def build_zone_map(column, block_rows):
    zones = []
    for start in range(0, len(column), block_rows):
        block = column.slice(start, block_rows)
        low = pc.min_max(block)["min"].as_py()
        if isinstance(low, Decimal):
            low = Decimal("sNaN")
        zones.append(ZoneMap(low, low, block.null_count, len(block)))
    return zones
"""
}
