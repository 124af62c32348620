"""Joins of the same two tables are one edge, whatever their columns.

kind: wrong
reason: columns_apart
hint: Can a table lie by two columns at once?
"""

def join_graph(queries, sizes):
    found = {}
    for query in queries:
        for join in query.joins:
            for table in (join.left, join.right):
                if table not in sizes:
                    raise ValueError(f"the size of table {table!r} is not known")
            if join.left == join.right:
                continue
            first, second = sorted([(join.left, join.left_column), (join.right, join.right_column)])
            columns, weight = found.get((first[0], second[0]), ((first[1], second[1]), 0))
            found[first[0], second[0]] = columns, weight + query.times * min(sizes[join.left], sizes[join.right])
    return sorted(Edge(a, columns[0], b, columns[1], weight) for (a, b), (columns, weight) in found.items())
