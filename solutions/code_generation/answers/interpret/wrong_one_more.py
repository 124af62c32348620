"""One is added to the quotient of every table that has rows, also where the last block is full.

kind: wrong
reason: random_tables
hint: 8 rows in blocks of 4: which rows would lie in the third block?
"""


def interpret(rows, block_rows):
    if rows < 0 or block_rows < 1:
        raise ValueError(f"no table has {rows} rows in blocks of {block_rows}")
    return rows // block_rows + 1 if rows else 0
