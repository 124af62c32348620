"""From the entries after since: net additions and removals.

kind: right
"""


def metadata(log, shared, known, since):
    end = log.base.version + len(log.commits)
    if not -1 < since < end + 1:
        raise ValueError("no version " + str(since))
    tables = {name: list(its) for name, its in log.base.tables.items()}
    fresh, gone_, born = {}, {}, set()
    for version, _, changes in log.commits:
        for table, remove, add in changes:
            if version > since and table not in tables:
                born.add(table)
            tables.setdefault(table, [])
            for name in remove:
                at = tables[table].index(name)
                del tables[table][at]
                if version > since:
                    if name in fresh.get(table, []):
                        fresh[table].remove(name)
                    else:
                        gone_.setdefault(table, set()).add(name)
            tables[table].extend(add)
            if version > since:
                fresh.setdefault(table, []).extend(add)
    old = since < log.base.version
    told, whole = [], {}
    order = order_at(log, since)
    for table in sorted(shared):
        if old or table in born or table not in known:
            whole[table] = tables[table]
        elif fresh.get(table) or gone_.get(table):
            left = [name for name in order[table] if name in gone_.get(table, ())]
            told.append(Change(table, left, fresh.get(table, [])))
    return Delta(end, told, whole, sorted({*known} - {*shared}))


def order_at(log, since):
    order = {name: list(its) for name, its in log.base.tables.items()}
    for version, _, changes in log.commits:
        if version > since:
            break
        for table, remove, add in changes:
            order[table] = [name for name in order.get(table, []) if name not in remove] + add
    return order
