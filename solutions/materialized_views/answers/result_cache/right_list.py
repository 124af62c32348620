"""A list in the order of use, rows as tuples.

kind: right
"""


class ResultCache:
    def __init__(self, most):
        self.most = most
        self.recent = []

    def ask(self, asked, versions, may_read, run):
        for table in asked.tables:
            if table not in may_read:
                raise PermissionError(table)
        now = [(table, versions[table]) for table in asked.tables]
        if asked.volatile:
            return list(run())
        question = (asked.text, asked.tables, asked.settings)
        for entry in self.recent:
            if entry[0] == question and entry[1] == now:
                self.recent.remove(entry)
                self.recent.append(entry)
                return list(entry[2])
        rows = tuple(run())
        self.recent = [entry for entry in self.recent if entry[0] != question]
        self.recent.append((question, now, rows))
        self.recent = self.recent[-self.most :] if self.most else []
        return list(rows)
