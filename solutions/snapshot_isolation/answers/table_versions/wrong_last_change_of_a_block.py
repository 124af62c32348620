"""Of several changes in one block only the last is made.

kind: wrong
reason: versions
hint: Two changed rows can stand in one block. Collect the changes of each block before you write it.
breaks: committed
"""


def commit_rows(blocks, base, current, changes):
    places = {}
    for row in changes:
        if not 0 <= row < base.rows:
            raise ValueError(f"no row {row}")
        places[row // base.block_rows] = [row]
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
