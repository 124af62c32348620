"""A change is dropped only where what is saved stays just the same, not where it grows.

kind: wrong
reason: idle
hint: Can a layout save more with one change less? What does the task ask for then?
"""

def advise(edges, sizes, keys, solve, slices, weeks):
    if slices < 1:
        raise ValueError(f"{slices} slices")
    if weeks < 0:
        raise ValueError(f"{weeks} weeks")
    new = solve(edges)

    def needed(changes, tables):
        if not tables:
            return changes
        first, *rest = tables
        without = {table: key for table, key in changes.items() if table != first}
        idle = saved(edges, {**keys, **without}) == saved(edges, {**keys, **changes})
        return needed(without if idle else changes, rest)

    changes = {table: new[table] for table in sorted(new) if table not in keys or keys[table] != new[table]}
    changes = needed(changes, list(changes))
    moved = sum(sizes[table] * (slices - 1) // slices for table in changes)
    gain = (saved(edges, {**keys, **changes}) - saved(edges, keys)) * (slices - 1) // slices
    return Advice(changes, moved, gain, gain * weeks > moved)
