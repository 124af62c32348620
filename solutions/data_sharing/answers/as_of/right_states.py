"""All states, and then the one.

kind: right
"""


def as_of(log, version=None, time=None):
    given = [one for one in (version, time) if one is not None]
    if len(given) != 1:
        raise ValueError("one of the two")
    states = [State(*log.base)]
    for commit in log.commits:
        last = states[-1]
        tables = dict(last.tables)
        for change in commit.changes:
            tables[change.table] = [*tables.get(change.table, ())]
            for name in change.remove:
                tables[change.table].remove(name)
            tables[change.table] += change.add
        states.append(State(commit.version, max(last.time, commit.time), tables))
    for state in reversed(states):
        if state.version == version or version is None and state.time <= time:
            tables = {name: list(its) for name, its in state.tables.items()}
            return State(state.version, state.time, tables)
    raise NoVersion(f"nothing of {given[0]}")
