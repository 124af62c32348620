"""Changes that save nothing are carried out too.

kind: wrong
reason: idle
hint: Which of these moves could be left out?
"""

def advise(edges: list[Edge], sizes: dict[str, int], keys: dict[str, str], solve, slices: int, weeks: int) -> Advice:
    if slices < 1:
        raise ValueError(f"there is at least one slice, not {slices}")
    if weeks < 0:
        raise ValueError(f"weeks cannot be {weeks}")
    changes = {table: key for table, key in sorted(solve(edges).items()) if keys.get(table) != key}
    moved = sum(sizes[table] * (slices - 1) // slices for table in changes)
    gain = (saved(edges, keys | changes) - saved(edges, keys)) * (slices - 1) // slices
    return Advice(changes, moved, gain, gain * weeks > moved)
