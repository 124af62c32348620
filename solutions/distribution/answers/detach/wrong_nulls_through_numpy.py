"""Whole numbers are copied through numpy, which has no null.

kind: wrong
reason: rows
breaks: rows
hint: Where did the nulls go? numpy has no place for them: copy with Arrow's own functions.
"""

def detach(table):
    every_row = pa.array(np.arange(len(table)))
    copied = table.take(every_row)
    for i, field in enumerate(table.schema):
        if pa.types.is_integer(field.type):
            copied = copied.set_column(i, field, pa.array(np.asarray(table[i].fill_null(0)).copy(), field.type))
    return copied
