"""Blocks as keys of dicts, which keep their order.

kind: right
"""


def apply_log(state, commits):
    tables = {table: dict.fromkeys(blocks) for table, blocks in state.tables.items()}
    last, clock = state.version, state.time
    for version, time, changes in commits:
        if version <= last:
            continue
        if version - last > 1:
            raise ValueError(f"{last + 1}")
        for table, remove, add in changes:
            its = tables.setdefault(table, {})
            for name in remove:
                if name not in its:
                    raise ValueError(f"{name}")
                del its[name]
            for name in add:
                if name in its:
                    raise ValueError(f"{name}")
                its[name] = None
        last = version
        if time > clock:
            clock = time
    return State(last, clock, {table: list(its) for table, its in tables.items()})
