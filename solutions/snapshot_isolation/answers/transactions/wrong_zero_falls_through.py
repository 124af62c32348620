"""An own write of 0 or an empty text is taken for none, and the snapshot is read instead.

kind: wrong
reason: own_values
hint: 'or' asks whether the own value is true, and 0 is not. Ask whether there is an own write: key in self.writes.
breaks: own_write
"""


class Transaction:
    def __init__(self, store, number):
        self.store, self.number, self.writes, self.over = store, number, {}, False

    def _check(self):
        if self.over:
            raise ValueError(f"transaction {self.number} is over")

    def read(self, key):
        self._check()
        if key in self.writes and self.writes[key] is None:
            return None
        return self.writes.get(key) or self.store.read(self.number, key)

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
