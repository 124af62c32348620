"""Only the first chunk of each column is stored.

kind: wrong
reason: shapes
hint: A column of a pyarrow.Table is a list of chunks, as many as were read or put together. columns.to_streams takes the whole column.
breaks: shapes
"""

encode_chunk = encode_table


def encode_table(table):
    return encode_chunk(pa.table([column.chunk(0) for column in table.columns], schema=table.schema))
