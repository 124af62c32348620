"""Rows that the table does not have are not refused.

kind: wrong
reason: refuses
hint: Python takes row -1 for the last one. Refuse rows outside the table with a ValueError before you write anything.
breaks: outside
"""


def commit_rows(blocks, base, current, changes):
    places = {}
    for row in changes:
        places.setdefault(row // base.block_rows, []).append(row)
    for place in places:
        if base.blocks[place] != current.blocks[place]:
            raise ConflictError(f"block {place} was written since")
    numbers = list(current.blocks)
    for place, rows in places.items():
        values = blocks.get(numbers[place]).copy()
        for row in rows:
            values[row % base.block_rows] = changes[row]
        numbers[place] = blocks.put(values)
    return TableVersion(current.rows, current.block_rows, tuple(numbers))
