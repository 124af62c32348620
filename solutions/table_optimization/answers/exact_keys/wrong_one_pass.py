"""Each table picks the column that its own edges want most.

kind: wrong
reason: small
hint: What if the neighbour wants another one?
"""

def exact_keys(edges):
    worth, layouts = {}, 1
    for edge in edges:
        for table, column in ((edge.left, edge.left_column), (edge.right, edge.right_column)):
            of_table = worth.setdefault(table, {})
            of_table[column] = of_table.get(column, 0) + edge.weight
    for of_table in worth.values():
        layouts *= len(of_table)
    if layouts > 2_000_000:
        raise ValueError(f"{layouts:,} layouts")
    return {table: max(of_table, key=of_table.get) for table, of_table in worth.items()}
