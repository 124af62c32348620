"""A block is written for every changed row.

kind: wrong
reason: one_block
hint: Ten changed rows in one block are one block to write. Make all of its changes, then put it.
breaks: few_written
"""


def commit_rows(blocks, base, current, changes):
    places = {}
    for row in changes:
        if not 0 <= row < base.rows:
            raise ValueError(f"no row {row}")
        places.setdefault(row // base.block_rows, []).append(row)
    for place in places:
        if base.blocks[place] != current.blocks[place]:
            raise ConflictError(f"block {place} was written since")
    numbers = list(current.blocks)
    for place, rows in places.items():
        for row in rows:
            values = blocks.get(numbers[place]).copy()
            values[row % base.block_rows] = changes[row]
            numbers[place] = blocks.put(values)
    return TableVersion(current.rows, current.block_rows, tuple(numbers))
