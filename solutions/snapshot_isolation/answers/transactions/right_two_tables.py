"""Deleted rows and written values are kept apart.

kind: right
"""


class Transaction:
    def __init__(self, store, number):
        self.store, self.number = store, number
        self.values, self.gone, self.state = {}, set(), "running"

    def _running(self):
        if self.state != "running":
            raise ValueError(f"this transaction is over: it {self.state}")

    def read(self, key):
        self._running()
        if key in self.gone:
            return None
        if key in self.values:
            return self.values[key]
        return self.store.read(self.number, key)

    def write(self, key, value):
        self._running()
        if value is None:
            raise ValueError("None is no value: use delete")
        self.gone.discard(key)
        self.values[key] = value

    def delete(self, key):
        self._running()
        self.values.pop(key, None)
        self.gone.add(key)

    def scan(self, predicate):
        self._running()
        found = {}
        for key, value in {**self.store.rows(self.number), **self.values}.items():
            if key not in self.gone and predicate(key, value):
                found[key] = value
        return found

    def commit(self):
        self._running()
        self.state = "committed or was refused"
        self.store.commit(self.number, {**self.values, **dict.fromkeys(self.gone)})

    def abort(self):
        self._running()
        self.state = "aborted"
        self.store.abort(self.number)
