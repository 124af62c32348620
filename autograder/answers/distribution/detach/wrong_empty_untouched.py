"""A slice of no rows is returned as it is.

kind: wrong
reason: no_rows
hint: No rows, but whose buffers? A slice of length 0 still points at its parent.
"""

def detach(table):
    return table.take(pa.array(np.arange(len(table)))) if len(table) else table
