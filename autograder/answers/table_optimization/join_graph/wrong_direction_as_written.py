"""An edge keeps the direction in which the join was written.

kind: wrong
reason: direction
hint: Is a = b another join than b = a?
"""

def join_graph(queries: list[Query], sizes: dict[str, int]) -> list[Edge]:
    weights: dict[tuple, int] = {}
    for query in queries:
        for join in query.joins:
            for table in (join.left, join.right):
                if table not in sizes:
                    raise ValueError(f"the size of table {table!r} is not known")
            if join.left == join.right:
                continue
            first, second = (join.left, join.left_column), (join.right, join.right_column)
            bytes_once = min(sizes[join.left], sizes[join.right])
            weights[first + second] = weights.get(first + second, 0) + query.times * bytes_once
    return [Edge(*ends, weight) for ends, weight in sorted(weights.items())]
