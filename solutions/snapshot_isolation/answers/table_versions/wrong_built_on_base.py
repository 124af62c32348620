"""The new version is built on the one that was read, and the other commit is lost.

kind: wrong
reason: versions
hint: Since you read base, another commit has published current. Your version must hold its blocks too.
breaks: committed
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
    numbers = list(base.blocks)
    for place, rows in places.items():
        values = blocks.get(numbers[place]).copy()
        for row in rows:
            values[row % base.block_rows] = changes[row]
        numbers[place] = blocks.put(values)
    return TableVersion(current.rows, current.block_rows, tuple(numbers))
