"""Texts that differ in blanks are one.

kind: wrong
breaks: same
reason: same_question
hint: Is `'a  b'` the text `'a b'`?
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
        if asked.volatile:
            return list(run())
        key = (" ".join(asked.text.split()), asked.settings, asked.tables)
        now = tuple(versions[table] for table in asked.tables)
        if key in self.kept and self.kept[key][0] == now:
            self.kept.move_to_end(key)
            return list(self.kept[key][1])
        rows = list(run())
        if self.most > 0:
            self.kept[key] = (now, rows)
            self.kept.move_to_end(key)
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)
        return list(rows)
