"""Forward through the log, keeping what came and what went.

kind: right
"""


def metadata(log, shared, known, since):
    commits = list(log.commits)
    last = (commits or [log.base])[-1].version
    if since < 0 or since > last:
        raise ValueError(f"since {since}")
    held, now = {}, {name: dict.fromkeys(its) for name, its in log.base.tables.items()}
    if since == log.base.version:
        held = {name: list(its) for name, its in now.items()}
    for commit in commits:
        for change in commit.changes:
            mine = now.setdefault(change.table, {})
            for name in change.remove:
                mine.pop(name)
            mine.update(dict.fromkeys(change.add))
        if commit.version == since:
            held = {name: list(its) for name, its in now.items()}
    changes = []
    whole = {}
    for name in shared:
        if name in held and name in known:
            before = dict.fromkeys(held[name])
            out = [one for one in before if one not in now[name]]
            into = [one for one in now[name] if one not in before]
            if out + into:
                changes += [Change(name, out, into)]
        else:
            whole[name] = list(now[name])
    changes.sort(key=lambda change: change.table)
    gone = [name for name in sorted(known) if name not in shared]
    return Delta(last, changes, whole, gone)
