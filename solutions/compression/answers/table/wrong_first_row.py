"""A table is taken to have at least one row.

kind: wrong
reason: shapes
hint: A query without results makes a table of no rows. Its columns have no first value and no blocks, but they have types.
"""

encode_rows = encode_table


def encode_table(table):
    for column in table.columns:
        column[0].is_valid
    return encode_rows(table)
