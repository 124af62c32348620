"""Missing blocks are fetched from the last to the first.

kind: right
"""

from copy import deepcopy


class Consumer:
    def __init__(self, producer, store):
        self.p, self.s, self.cache = producer, store, dict()
        self.v = 0
        self.t = {}

    def begin(self):
        lease, d = self.p.begin(self.v, [*self.t])
        fresh = deepcopy(self.t)
        for name in d.gone:
            fresh.pop(name, None)
        for change in d.changes:
            its = fresh[change.table]
            for name in change.remove:
                its.remove(name)
            its += change.add
        fresh.update(deepcopy(d.whole))
        self.v, self.t = d.version, fresh
        one = Tx()
        one.c, one.lease, one.t, one.over = self, lease, deepcopy(fresh), False
        return one


class Tx:
    def tables(self):
        return [*sorted(self.t.keys())]

    def read(self, table):
        if self.over:
            raise ValueError("it is over")
        if self.t.get(table) is None:
            raise KeyError(table)
        self.c.p.check(self.lease, table)
        missing = [name for name in self.t[table] if name not in self.c.cache]
        while missing:
            name = missing[-1]
            self.c.cache[name] = self.c.s.get(name)
            missing.pop()
        return list(map(self.c.cache.__getitem__, self.t[table]))

    def end(self):
        if self.over:
            return
        self.over = True
        self.c.p.release(self.lease)
