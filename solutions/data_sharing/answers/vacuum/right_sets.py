"""States first; leases as a list.

kind: right
"""


class Leases:
    def __init__(self, seconds):
        if not seconds > 0:
            raise ValueError(seconds)
        self.seconds, self.all, self.time = seconds, [], float("-inf")

    def alive(self, number):
        if 1 <= number <= len(self.all):
            lease = self.all[number - 1]
            return lease[2] and lease[1] > self.time
        return False

    def take(self, version, now):
        self.time = max(self.time, now)
        self.all.append([version, self.time + self.seconds, True])
        return len(self.all)

    def renew(self, lease, now):
        self.time = max(self.time, now)
        if not self.alive(lease):
            raise LeaseOver(lease)
        self.all[lease - 1][1] = self.time + self.seconds

    def release(self, lease):
        if self.alive(lease):
            self.all[lease - 1][2] = False

    def versions(self, now):
        self.time = max(self.time, now)
        return sorted({one[0] for at, one in enumerate(self.all, 1) if self.alive(at)})


def garbage(log, stored, leased, now, keep):
    if keep < 0:
        raise ValueError(f"keep is {keep}")
    states = {log.base.version: {table: set(its) for table, its in log.base.tables.items()}}
    begins = {log.base.version: log.base.time}
    seen = {name for its in log.base.tables.values() for name in its}
    last = log.base.version
    for commit in log.commits:
        tables = {table: set(its) for table, its in states[last].items()}
        for change in commit.changes:
            tables.setdefault(change.table, set()).difference_update(change.remove)
            tables[change.table] |= set(change.add)
            seen |= set(change.add)
        begins[commit.version] = max(begins[last], commit.time)
        last = commit.version
        states[last] = tables
    for version in leased:
        if version not in states:
            raise NoVersion(version)
    kept = {last} | set(leased)
    for version in states:
        if version != last and now - begins[version + 1] < keep:
            kept.add(version)
    safe = {name for version in kept for its in states[version].values() for name in its}
    return sorted((seen - safe) & set(stored))
