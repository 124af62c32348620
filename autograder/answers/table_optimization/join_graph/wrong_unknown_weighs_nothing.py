"""A table of unknown size weighs nothing.

kind: wrong
reason: unknown
hint: The caller made a mistake: say which table.
"""

def join_graph(queries: list[Query], sizes: dict[str, int]) -> list[Edge]:
    weights: dict[tuple, int] = {}
    for query in queries:
        for join in query.joins:
            if join.left == join.right:
                continue
            first, second = sorted([(join.left, join.left_column), (join.right, join.right_column)])
            bytes_once = min(sizes.get(join.left, 0), sizes.get(join.right, 0))
            weights[first + second] = weights.get(first + second, 0) + query.times * bytes_once
    return [Edge(*ends, weight) for ends, weight in sorted(weights.items())]
