"""Tables that solve does not name lose their keys.

kind: wrong
reason: today
hint: What lies well already?
"""

def advise(edges: list[Edge], sizes: dict[str, int], keys: dict[str, str], solve, slices: int, weeks: int) -> Advice:
    if slices < 1:
        raise ValueError(f"there is at least one slice, not {slices}")
    if weeks < 0:
        raise ValueError(f"weeks cannot be {weeks}")
    changes = {table: key for table, key in sorted(solve(edges).items()) if keys.get(table) != key}
    for table in list(changes):
        without = {other: key for other, key in changes.items() if other != table}
        if saved(edges, keys | without) >= saved(edges, keys | changes):
            changes = without
    moved = sum(sizes[table] * (slices - 1) // slices for table in changes)
    after = {table: key for table, key in (keys | changes).items() if table in solve(edges)}
    gain = (saved(edges, after) - saved(edges, keys)) * (slices - 1) // slices
    return Advice(changes, moved, gain, gain * weeks > moved)
