"""The last second of each block is worked out; leases by their ends.

kind: right
"""

from math import inf


class Leases:
    def __init__(self, seconds):
        if seconds <= 0:
            raise ValueError(f"{seconds} seconds")
        self.seconds = seconds
        self.versions_of, self.ends, self.latest = {}, {}, None

    def tick(self, now):
        if self.latest is None or now > self.latest:
            self.latest = now
        for lease in list(self.ends):
            if self.ends[lease] <= self.latest:
                del self.ends[lease]

    def take(self, version, now):
        self.tick(now)
        lease = len(self.versions_of) + 1
        self.versions_of[lease] = version
        self.ends[lease] = self.latest + self.seconds
        return lease

    def renew(self, lease, now):
        self.tick(now)
        if lease not in self.ends:
            raise LeaseOver(f"{lease}")
        self.ends[lease] = self.latest + self.seconds

    def release(self, lease):
        if lease in self.ends:
            del self.ends[lease]

    def versions(self, now):
        self.tick(now)
        found = []
        for lease in self.ends:
            if self.versions_of[lease] not in found:
                found.append(self.versions_of[lease])
        found.sort()
        return found


def garbage(log, stored, leased, now, keep):
    if keep < 0:
        raise ValueError(f"a keep of {keep}")
    clock, ends = log.base.time, {}
    for commit in log.commits:
        clock = max(clock, commit.time)
        ends[commit.version - 1] = clock
    last = log.base.version + len(log.commits)
    ends[last] = inf
    wrong = [version for version in leased if version not in ends]
    if wrong:
        raise NoVersion(f"no version {wrong[0]}")
    kept = [v for v, end in ends.items() if end > now - keep or v in leased]
    holds = [(name, table, log.base.version, None) for table, its in log.base.tables.items() for name in its]
    spans = {(name, table): [first, None] for name, table, first, _ in holds}
    goes = {key[0] for key in spans}
    done = []
    for commit in log.commits:
        for table, remove, add in commit.changes:
            for name in remove:
                first, _ = spans.pop((name, table))
                done.append((name, first, commit.version))
            for name in add:
                spans[name, table] = [commit.version, None]
                goes.add(name)
    done += [(name, first, last + 1) for (name, _), (first, _) in spans.items()]
    for name, first, after in done:
        if any(first <= version < after for version in kept):
            goes.discard(name)
    return [name for name in sorted(stored) if name in goes]
