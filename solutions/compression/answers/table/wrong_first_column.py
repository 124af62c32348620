"""A table is taken to have at least one column.

kind: wrong
reason: shapes
hint: pa.table({}) is a table too. Which column do you ask for the number of rows there?
"""

encode_columns = encode_table


def encode_table(table):
    rows = len(table.column(0))
    return encode_columns(table.slice(0, rows))
