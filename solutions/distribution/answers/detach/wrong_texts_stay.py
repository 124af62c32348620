"""Only columns of fixed width are copied.

kind: wrong
reason: texts
breaks: texts
hint: A text column has two buffers besides its nulls, and the letters are the larger one. Pickle a slice of texts and
look.
"""

def detach(table):
    if not len(table):
        return table.schema.empty_table()
    every_row = pa.array(np.arange(len(table)))
    for i, field in enumerate(table.schema):
        if not pa.types.is_string(field.type):
            table = table.set_column(i, field, table[i].take(every_row))
    return table
