"""Every commit writes the whole table again.

kind: wrong
reason: one_block
hint: A commit that touches one row of a million writes one block. Share the number of every other block.
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
    for place in range(len(numbers)):
        rows = places.get(place, [])
        values = blocks.get(numbers[place]).copy()
        for row in rows:
            values[row % base.block_rows] = changes[row]
        numbers[place] = blocks.put(values)
    return TableVersion(current.rows, current.block_rows, tuple(numbers))
