"""All batches are collected before the first is joined.

kind: wrong
reason: memory
breaks: memory
hint: How much memory does your function hold when the thousandth batch comes?
"""

def join_batches(cursor, local, key, keep):
    for c in (key, "group"):
        if c not in local.column_names: raise ValueError(c)
    batches = []
    while (b := cursor.next()) is not None: batches.append(b)
    rows = [r for b in batches for r in b.to_pylist()]
    out = {}
    groups = {}
    for k, g in zip(local[key].to_pylist(), local["group"].to_pylist()):
        if k is not None: groups.setdefault(k, []).append(g)
    for r in rows:
        for g in groups.get(r[key], []): out[g] = out.get(g, 0) + (r[keep] or 0)
    return out
