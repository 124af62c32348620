"""Rows are sorted and cut into blocks with numpy.

kind: right
"""


def commit_rows(blocks, base, current, changes):
    rows = np.array(sorted(changes), np.int64)
    if len(rows) and (rows[0] < 0 or rows[-1] >= base.rows):
        bad = rows[0] if rows[0] < 0 else rows[-1]
        raise ValueError(f"row {bad} is not in 0 to {base.rows - 1}")
    values = np.array([changes[row] for row in rows.tolist()], np.int64)
    places = rows // base.block_rows
    touched = np.unique(places).tolist()
    for place in touched:
        if current.blocks[place] != base.blocks[place]:
            raise ConflictError(f"place {place}: {base.blocks[place]} is now {current.blocks[place]}")
    fresh = dict(enumerate(current.blocks))
    for place in touched:
        block = np.array(blocks.get(current.blocks[place]))
        block[rows[places == place] - place * base.block_rows] = values[places == place]
        fresh[place] = blocks.put(block)
    return TableVersion(base.rows, base.block_rows, tuple(fresh.values()))


def garbage(blocks, versions):
    unused = blocks.numbers()
    for version in versions:
        unused -= set(version.blocks)
    return unused
