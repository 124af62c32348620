"""In a loop, with a helper.

kind: right
"""

def advise(edges, sizes, keys, solve, slices, weeks):
    if slices < 1 or weeks < 0:
        raise ValueError(f"slices {slices}, weeks {weeks}")
    after = {**keys, **solve(edges)}
    changed = sorted(table for table in after if after[table] != keys.get(table))
    for table in list(changed):
        before = dict(after)
        if table in keys:
            after[table] = keys[table]
        else:
            del after[table]
        if saved(edges, after) < saved(edges, before):
            after = before
        else:
            changed.remove(table)
    share = lambda count: count * (slices - 1) // slices
    moved = 0
    for table in changed:
        moved += share(sizes[table])
    gain = share(saved(edges, after) - saved(edges, keys))
    return Advice({table: after[table] for table in changed}, moved, gain, weeks * gain > moved)
