"""The rows of each chunk are dealt from slice 0 on.

kind: wrong
reason: even
breaks: even
hint: Row i is counted in the whole table, however many chunks it has. Where does the first row of the second chunk go?
"""

reference = distribute


def distribute(table, style, key, slices):
    if style != EVEN or slices < 1:
        return reference(table, style, key, slices)
    chunks = [pa.Table.from_batches([batch]) for batch in table.to_batches()]
    dealt = [[chunk.take(pa.array(np.arange(s, len(chunk), slices))) for chunk in chunks] for s in range(slices)]
    return [pa.concat_tables([table.schema.empty_table(), *pieces]) for pieces in dealt]
