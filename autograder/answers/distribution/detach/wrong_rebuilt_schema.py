"""The table is rebuilt from its columns, without its schema.

kind: wrong
reason: schema
hint: Nullability and metadata belong to the schema, not to the columns. Pass the schema on.
"""

def detach(table):
    every_row = pa.array(np.arange(len(table)))
    return pa.table({name: table[name].take(every_row) for name in table.column_names})
