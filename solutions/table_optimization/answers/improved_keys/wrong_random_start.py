"""Improves a start at random by one table at a time, and stops where no single table can do better.

kind: wrong
reason: never
hint: Two tables may have to change together.
breaks: least
"""

def improved_keys(edges):
    options = {}
    for edge in edges:
        options.setdefault(edge.left, []).append(edge.left_column)
        options.setdefault(edge.right, []).append(edge.right_column)
    rng = np.random.default_rng(0)
    keys = {table: of_table[int(rng.integers(0, len(of_table)))] for table, of_table in options.items()}
    better = True
    while better:
        better = False
        for table, of_table in options.items():
            best = max(sorted(set(of_table)), key=lambda column: saved(edges, keys | {table: column}))
            if saved(edges, keys | {table: best}) > saved(edges, keys):
                keys[table], better = best, True
    return keys
