"""A plain dict, and a clock that says when each entry was asked for.

kind: right
"""


class ResultCache:
    def __init__(self, most):
        self.room, self.entries, self.clock = most, {}, 0

    def ask(self, asked, versions, may_read, run):
        forbidden = set(asked.tables) - set(may_read)
        if forbidden:
            raise PermissionError(f"not for you: {', '.join(sorted(forbidden))}")
        for table in asked.tables:
            if table not in versions:
                raise KeyError(f"no table {table}")
        seen = tuple(versions[table] for table in asked.tables)
        self.clock += 1
        name = asked._replace(volatile=False)
        entry = self.entries.get(name)
        if not asked.volatile and entry is not None and entry["seen"] == seen:
            entry["time"] = self.clock
            return [*entry["rows"]]
        rows = list(run())
        if not asked.volatile and self.room > 0:
            if name not in self.entries and len(self.entries) == self.room:
                oldest = min(self.entries, key=lambda one: self.entries[one]["time"])
                del self.entries[oldest]
            self.entries[name] = {"seen": seen, "time": self.clock, "rows": tuple(rows)}
        return rows
