"""A table is taken for one record batch.

kind: wrong
reason: chunks
breaks: chunks
hint: A table may have many chunks, or none. What becomes of the rows of the second?
"""

def detach(table):
    batches = table.to_batches()
    if not len(table):
        return table.schema.empty_table()
    first = pa.Table.from_batches(batches[:1])
    return first.take(pa.array(np.arange(len(first))))
