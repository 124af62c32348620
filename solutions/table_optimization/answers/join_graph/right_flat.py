"""One list of all joins first.

kind: right
"""

def join_graph(queries, sizes):
    joins = [(join, query.times) for query in queries for join in query.joins]
    for join, _ in joins:
        if join.left not in sizes or join.right not in sizes:
            raise ValueError(f"unknown size: {join.left} or {join.right}")
    found = {}
    for (a, x, b, y), times in joins:
        if a == b:
            continue
        if a > b:
            a, x, b, y = b, y, a, x
        found.setdefault((a, x, b, y), []).append(times * min(sizes[a], sizes[b]))
    return [Edge(*ends, sum(parts)) for ends, parts in sorted(found.items())]
