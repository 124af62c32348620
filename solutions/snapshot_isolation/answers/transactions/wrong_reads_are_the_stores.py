"""What one transaction has read is remembered for all of its store.

kind: wrong
reason: flawless
hint: Two transactions of one store have two snapshots. Which of them was it that you remembered?
breaks: no_sharing
"""


_READ = {}  # of the store with this id: the store, what was read of it


class Transaction:
    def __init__(self, store, number):
        self.store, self.number, self.writes, self.over = store, number, {}, False

    def _running(self):
        if self.over:
            raise ValueError(f"transaction {self.number} is over")

    def read(self, key):
        self._running()
        if key in self.writes:
            return self.writes[key]
        _, known = _READ.setdefault(id(self.store), (self.store, {}))
        if key not in known:
            known[key] = self.store.read(self.number, key)
        return known[key]

    def write(self, key, value):
        self._running()
        if value is None:
            raise ValueError("None is no value: delete the row")
        self.writes[key] = value

    def delete(self, key):
        self._running()
        self.writes[key] = None

    def scan(self, predicate):
        self._running()
        rows = {**self.store.rows(self.number), **self.writes}
        return {key: value for key, value in rows.items() if value is not None and predicate(key, value)}

    def commit(self):
        self._running()
        self.over = True
        self.store.commit(self.number, self.writes)

    def abort(self):
        self._running()
        self.over = True
        self.store.abort(self.number)
