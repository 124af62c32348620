"""A volatile query is answered from what the same text gave when it was not.

kind: wrong
breaks: volatile
reason: volatile
hint: An answer to this text is kept from yesterday, and the query is volatile now.
"""


class ResultCache:
    def __init__(self, most):
        self.most, self.kept = most, OrderedDict()

    def ask(self, asked, versions, may_read, run):
        for table in asked.tables:
            if table not in may_read:
                raise PermissionError(f"table {table} may not be read")
        for table in asked.tables:
            if table not in versions:
                raise KeyError(f"there is no table {table}")
        key = (asked.text, asked.settings, asked.tables)
        now = tuple(versions[table] for table in asked.tables)
        if key in self.kept and self.kept[key][0] == now:
            self.kept.move_to_end(key)
            return list(self.kept[key][1])
        rows = list(run())
        if self.most > 0 and not asked.volatile:
            self.kept[key] = (now, rows)
            self.kept.move_to_end(key)
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)
        return list(rows)
