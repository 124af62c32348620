"""Rows that are not late are kept, and grouped when somebody asks.

kind: right
"""


class WindowedView:
    def __init__(self, width, lateness):
        for number, least in ((width, 1), (lateness, 0)):
            if number < least:
                raise ValueError(f"{number} is below {least}")
        self.width, self.lateness = width, lateness
        self.kept, self.top, self.late_ones = [], None, []

    def key(self, row):
        return (row[0] // self.width) * self.width, row[1]

    def update(self, rows):
        before = len(self.kept)
        for row in map(tuple, rows):
            self.top = row[0] if self.top is None else max(self.top, row[0])
            where = self.late_ones if row[0] + self.lateness < self.top else self.kept
            where.append(row)
        return len({self.key(row) for row in self.kept[before:]})

    def rows(self):
        groups = {}
        for row in self.kept:
            groups.setdefault(self.key(row), []).append(row[2])
        return [(*key, len(its), sum(its)) for key, its in sorted(groups.items())]

    def final(self):
        return [one for one in self.rows() if one[0] + self.width - 1 + self.lateness < self.top]

    def late(self):
        return len(self.late_ones)

    def state(self):
        return [list(self.kept), self.top, list(self.late_ones)]

    def restore(self, state):
        kept, self.top, late_ones = state
        self.kept, self.late_ones = list(kept), list(late_ones)
