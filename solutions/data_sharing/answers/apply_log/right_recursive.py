"""One commit at a time, each by a function that makes a new state.

kind: right
"""


def apply_log(state, commits):
    now = State(state.version, state.time, {table: its[:] for table, its in state.tables.items()})
    for commit in commits:
        if commit.version > now.version:
            now = after(now, commit)
    return now


def after(state, commit):
    if commit.version != state.version + 1:
        raise ValueError(f"no commit {state.version + 1}")
    tables = dict(state.tables)
    for change in commit.changes:
        tables[change.table] = changed(tables.get(change.table, []), change)
    return State(commit.version, max(state.time, commit.time), tables)


def changed(blocks, change):
    left = list(blocks)
    for name in change.remove:
        try:
            left.remove(name)
        except ValueError:
            raise ValueError(f"no {name} in {change.table}") from None
    for name in change.add:
        if left.count(name):
            raise ValueError(f"{name} is there")
        left += [name]
    return left
