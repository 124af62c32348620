"""After the end there is no store to ask any more.

kind: right
"""


class Transaction:
    def __init__(self, store, number):
        self.store, self.number, self.writes = store, number, {}

    def _check(self):
        if self.store is None:
            raise ValueError("the transaction is over")

    def read(self, key):
        self._check()
        return self.writes[key] if key in self.writes else self.store.read(self.number, key)

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
        store, self.store = self.store, None
        store.commit(self.number, dict(self.writes))

    def abort(self):
        self._check()
        store, self.store = self.store, None
        store.abort(self.number)
