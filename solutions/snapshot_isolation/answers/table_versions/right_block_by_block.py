"""Blocks are cut and read one by one.

kind: right
"""


def create_table(blocks, column, block_rows):
    numbers = []
    at = 0
    while at < len(column):
        numbers.append(blocks.put(np.array(column[at : at + block_rows], np.int64)))
        at += block_rows
    return TableVersion(len(column), block_rows, tuple(numbers))


def read_rows(blocks, version, start, stop):
    if start < 0 or stop > version.rows or start > stop:
        raise ValueError(f"[{start}, {stop}) is not inside [0, {version.rows})")
    found = np.empty(stop - start, np.int64)
    at = start
    while at < stop:
        place, offset = divmod(at, version.block_rows)
        part = blocks.get(version.blocks[place])[offset : offset + stop - at]
        found[at - start : at - start + len(part)] = part
        at += len(part)
    return found
