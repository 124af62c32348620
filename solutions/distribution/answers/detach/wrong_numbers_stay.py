"""Wide numbers are only combined, all else is copied.

kind: wrong
reason: rows
breaks: weight
hint: combine_chunks leaves a single chunk as it is, parent and all. Select the rows, in every column.
"""

def detach(table):
    if not len(table):
        return table.schema.empty_table()
    every_row = pa.array(np.arange(len(table)))
    table = table.combine_chunks()
    for i, field in enumerate(table.schema):
        if not pa.types.is_int64(field.type):
            table = table.set_column(i, field, table[i].take(every_row))
    return table
