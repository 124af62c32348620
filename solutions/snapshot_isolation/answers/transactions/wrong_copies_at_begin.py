"""All rows are copied when the transaction begins.

kind: wrong
reason: asks_little
hint: A transaction that touches one row of a billion must not copy the table. Ask the store for the row when it is
read.
breaks: little
"""


class Transaction:
    def __init__(self, store, number):
        self.store, self.number, self.writes, self.over = store, number, {}, False
        self.rows = dict(store.rows(number))

    def _check(self):
        if self.over:
            raise ValueError(f"transaction {self.number} is over")

    def read(self, key):
        self._check()
        return self.writes[key] if key in self.writes else self.rows.get(key)

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
        rows = {**self.rows, **self.writes}
        return {key: value for key, value in rows.items() if value is not None and predicate(key, value)}

    def commit(self):
        self._check()
        self.over = True
        self.store.commit(self.number, self.writes)

    def abort(self):
        self._check()
        self.over = True
        self.store.abort(self.number)
