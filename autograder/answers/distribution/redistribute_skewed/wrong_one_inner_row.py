"""Of the inner rows with a heavy key only one is copied.

kind: wrong
reason: answers
hint: Inner may hold several rows of the heavy key, and each of them joins with every outer row.
"""

def copied(table, key, heavy, slices, first):
    at = is_heavy(table, key, [value for value in heavy if value is not None])
    light, rows = split(table.filter(pc.invert(at)), key, slices), table.filter(at)
    _, firsts = np.unique(np.asarray(rows[key]), return_index=True)
    return [pa.concat_tables([light[d], rows.take(pa.array(np.sort(firsts)))]) for d in range(slices)]
