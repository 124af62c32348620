"""A list of reasons to stay, and clusters sorted twice.

kind: right
"""


_LEAVES = {"select", "copy", "insert", "delete", "update"}


def route(statement, tables, main, bursts):
    missing = [name for name in statement.tables if tables.get(name) is None]
    if missing:
        raise ValueError(f"unknown: {missing}")
    if main.slots - main.running >= 1:
        return main.name
    names = list(statement.tables)
    reasons = [not statement.queue_scales, statement.kind not in _LEAVES]
    reasons += [tables[name].temporary for name in names]
    reasons += [tables[name].interleaved for name in names]
    if names and statement.kind != "select":
        reasons += [tables[names[0]].dist_all, tables[names[0]].identity]
    if True in reasons:
        return None
    ranked = sorted(sorted(bursts, key=lambda one: one.name), key=lambda one: one.running)
    for cluster in ranked:
        if cluster.applied >= statement.snapshot and cluster.slots > cluster.running:
            return cluster.name
    return None
