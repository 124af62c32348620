"""What was read once is read from a cache, also after an own write.

kind: wrong
reason: own_values
hint: A snapshot never changes, so it needs no cache; own writes do change. Look at the own writes first, every time.
breaks: own_write
"""


class Transaction:
    def __init__(self, store, number):
        self.store, self.number, self.writes, self.over = store, number, {}, False
        self.cache = {}

    def _check(self):
        if self.over:
            raise ValueError(f"transaction {self.number} is over")

    def read(self, key):
        self._check()
        if key not in self.cache:
            self.cache[key] = self.writes[key] if key in self.writes else self.store.read(self.number, key)
        return self.cache[key]

    def write(self, key, value):
        self._check()
        if value is None:
            raise ValueError("cannot write None")
        self.writes[key] = value

    def delete(self, key):
        self._check()
        self.writes[key] = None

    def scan(self, predicate):
        self._check()
        rows = {**self.store.rows(self.number), **self.writes}
        return {key: value for key, value in rows.items() if value is not None and predicate(key, value)}

    def commit(self):
        self._check()
        self.over = True
        self.store.commit(self.number, self.writes)

    def abort(self):
        self._check()
        self.over = True
        self.store.abort(self.number)
