"""Heavy rows are dealt by a generator and not round robin.

kind: right
"""

def spread(table, key, heavy, slices, first):
    at = is_heavy(table, key, heavy)
    light, rows = split(table.filter(pc.invert(at)), key, slices), table.filter(at)
    turns = np.random.default_rng(first).permutation(len(rows)) % slices
    return [pa.concat_tables([light[d], rows.filter(pa.array(turns == d))]) for d in range(slices)]
