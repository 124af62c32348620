"""All blocks are read and the rows cut out.

kind: wrong
reason: reads
hint: Row r stands in the block at place r // block_rows. Which is the first and which the last block you need?
breaks: few_read
"""


def read_rows(blocks, version, start, stop):
    if not 0 <= start <= stop <= version.rows:
        raise ValueError(f"rows {start} to {stop} of {version.rows}")
    column = np.concatenate([np.empty(0, np.int64), *[blocks.get(number) for number in version.blocks]])
    return column[start:stop]
