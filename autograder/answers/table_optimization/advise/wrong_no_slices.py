"""No slices are a number like any other.

kind: wrong
reason: border
hint: Something divides by them.
"""

def advise(edges: list[Edge], sizes: dict[str, int], keys: dict[str, str], solve, slices: int, weeks: int) -> Advice:
    slices = slices or 1
    if weeks < 0:
        raise ValueError(f"weeks cannot be {weeks}")
    changes = {table: key for table, key in sorted(solve(edges).items()) if keys.get(table) != key}
    for table in list(changes):
        without = {other: key for other, key in changes.items() if other != table}
        if saved(edges, keys | without) >= saved(edges, keys | changes):
            changes = without
    moved = sum(sizes[table] * (slices - 1) // slices for table in changes)
    gain = (saved(edges, keys | changes) - saved(edges, keys)) * (slices - 1) // slices
    return Advice(changes, moved, gain, gain * weeks > moved)
