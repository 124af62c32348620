"""Any other commit since is a conflict, whatever blocks it wrote.

kind: wrong
reason: versions
hint: Two commits that touch different blocks do not disturb each other. Compare only the blocks that you write.
breaks: conflict
"""


def commit_rows(blocks, base, current, changes):
    places = {}
    for row in changes:
        if not 0 <= row < base.rows:
            raise ValueError(f"no row {row}")
        places.setdefault(row // base.block_rows, []).append(row)
    if base.blocks != current.blocks:
        place = next(i for i, pair in enumerate(zip(base.blocks, current.blocks)) if pair[0] != pair[1])
        raise ConflictError(f"block {place} was written since")
    numbers = list(current.blocks)
    for place, rows in places.items():
        values = blocks.get(numbers[place]).copy()
        for row in rows:
            values[row % base.block_rows] = changes[row]
        numbers[place] = blocks.put(values)
    return TableVersion(current.rows, current.block_rows, tuple(numbers))
