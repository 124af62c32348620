"""None is written as a value and becomes a deletion unasked.

kind: wrong
reason: refuses
hint: None means that there is no row. Refuse it in write with a ValueError that names None; there is delete for
deleting.
breaks: none
"""


class Transaction:
    def __init__(self, store, number):
        self.store, self.number, self.writes, self.over = store, number, {}, False

    def _check(self):
        if self.over:
            raise ValueError(f"transaction {self.number} is over")

    def read(self, key):
        self._check()
        return self.writes[key] if key in self.writes else self.store.read(self.number, key)

    def write(self, key, value):
        self._check()
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
