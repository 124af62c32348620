"""One loop that keeps the best so far.

kind: right
"""


def route(statement, tables, main, bursts):
    used = []
    for name in statement.tables:
        try:
            used.append(tables[name])
        except KeyError:
            raise ValueError(f"no such table: {name}") from None
    if not main.running >= main.slots:
        return main.name
    reads = statement.kind == "select"
    writes = statement.kind in ("insert", "update", "delete", "copy")
    if not (statement.queue_scales and (reads or writes)):
        return None
    for place, table in enumerate(used):
        if table.temporary or table.interleaved:
            return None
        if writes and place == 0 and (table.dist_all or table.identity):
            return None
    best = None
    for cluster in bursts:
        if cluster.running >= cluster.slots or cluster.applied < statement.snapshot:
            continue
        if best is None or [cluster.running, cluster.name] < [best.running, best.name]:
            best = cluster
    return None if best is None else best.name
