"""The last block is filled up with zeros.

kind: wrong
reason: layout
hint: All blocks but the last hold block_rows values; the last holds what is left. A slice may run past the end of an
array.
"""


def create_table(blocks, column, block_rows):
    padded = np.zeros(-(-len(column) // block_rows) * block_rows, np.int64)
    padded[: len(column)] = column
    numbers = tuple(blocks.put(part) for part in padded.reshape(-1, block_rows))
    return TableVersion(len(column), block_rows, numbers)
