"""With a Counter.

kind: right
"""

def join_graph(queries, sizes):
    from collections import Counter

    weights = Counter()
    for query in queries:
        for join in query.joins:
            unknown = [table for table in (join.left, join.right) if table not in sizes]
            if unknown:
                raise ValueError(f"no size of {unknown[0]}")
            if join.left != join.right:
                ends = min(join[:2], join[2:]) + max(join[:2], join[2:])
                weights[ends] += query.times * min(sizes[join.left], sizes[join.right])
    return sorted(Edge(*ends, weight) for ends, weight in weights.items())
