"""A scan that every row matches hands out the dict that the transaction works with.

kind: wrong
reason: owner
hint: Whose is the dict that a scan returns, and what does the next scan find when its caller has emptied it?
breaks: callers_dict
"""


class Transaction:
    def __init__(self, store, number):
        self.store, self.number, self.writes, self.over = store, number, {}, False
        self.rows = None

    def _running(self):
        if self.over:
            raise ValueError(f"transaction {self.number} is over")

    def read(self, key):
        self._running()
        if key in self.writes:
            return self.writes[key]
        return self.store.read(self.number, key)

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
        if self.rows is None:
            self.rows = self.store.rows(self.number)
        for key, value in self.writes.items():
            if value is None:
                self.rows.pop(key, None)
            else:
                self.rows[key] = value
        found = {key: value for key, value in self.rows.items() if predicate(key, value)}
        return self.rows if len(found) == len(self.rows) else found

    def commit(self):
        self._running()
        self.over = True
        self.store.commit(self.number, self.writes)

    def abort(self):
        self._running()
        self.over = True
        self.store.abort(self.number)
