"""Every table picks what its own edges want most.

kind: wrong
reason: on_average
hint: Two tables that want to meet must want the same edge.
breaks: mean
"""

def improved_keys(edges):
    worth = {}
    for edge in edges:
        for table, column in ((edge.left, edge.left_column), (edge.right, edge.right_column)):
            of_table = worth.setdefault(table, {})
            of_table[column] = of_table.get(column, 0) + edge.weight
    return {table: max(of_table, key=of_table.get) for table, of_table in worth.items()}
