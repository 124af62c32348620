"""The version of the time first.

kind: right
"""

from itertools import accumulate


def as_of(log, version=None, time=None):
    if version is None and time is None or version is not None and time is not None:
        raise ValueError(f"version {version}, time {time}")
    clocks = list(accumulate([log.base.time, *(commit.time for commit in log.commits)], max))
    if version is None:
        count = sum(clock <= time for clock in clocks)
        if not count:
            raise NoVersion(f"time {time}")
        at = count - 1
    else:
        at = version - log.base.version
        if at < 0 or at >= len(clocks):
            raise NoVersion(f"version {version}")
    tables = {}
    for name in log.base.tables:
        tables[name] = list(log.base.tables[name])
    for commit in log.commits[:at]:
        for table, remove, add in commit.changes:
            its = tables.setdefault(table, [])
            its[:] = [name for name in its if name not in remove]
            its.extend(add)
    return State(log.base.version + at, clocks[at], tables)
