"""A table joined with itself is an edge.

kind: wrong
reason: several
hint: What is there to choose between, where both sides are one table?
"""

def join_graph(queries: list[Query], sizes: dict[str, int]) -> list[Edge]:
    weights: dict[tuple, int] = {}
    for query in queries:
        for join in query.joins:
            for table in (join.left, join.right):
                if table not in sizes:
                    raise ValueError(f"the size of table {table!r} is not known")
            first, second = sorted([(join.left, join.left_column), (join.right, join.right_column)])
            bytes_once = min(sizes[join.left], sizes[join.right])
            weights[first + second] = weights.get(first + second, 0) + query.times * bytes_once
    return [Edge(*ends, weight) for ends, weight in sorted(weights.items())]
