"""A filter that keeps every row.

kind: right
"""

def detach(table):
    if not len(table):  # a filter leaves a table without rows as it is
        return table.schema.empty_table()
    return table.filter(pa.array(np.ones(len(table), bool)))
