"""A transaction is a set of closures over copies; the cache is a method.

kind: right
"""


class Consumer:
    def __init__(self, producer, store):
        self._told = (0, {})
        self._blocks = {}
        self._producer, self._store = producer, store

    def block(self, name):
        try:
            return self._blocks[name]
        except KeyError:
            pass
        return self._blocks.setdefault(name, self._store.get(name))

    def begin(self):
        since, before = self._told
        lease, delta = self._producer.begin(since, sorted(before, reverse=True))
        now = {}
        for table, blocks in before.items():
            if table in delta.gone or table in delta.whole:
                continue
            now[table] = tuple(blocks)
        for table, remove, add in delta.changes:
            now[table] = tuple(name for name in now[table] if name not in set(remove)) + tuple(add)
        for table in delta.whole:
            now[table] = tuple(delta.whole[table])
        self._told = delta.version, now
        return View(self, lease, dict(now))


class View:
    def __init__(self, consumer, lease, tables):
        self._consumer, self._lease, self._tables, self._open = consumer, lease, tables, True

    def tables(self):
        return sorted(self._tables)

    def read(self, table):
        if not self._open:
            raise ValueError("ended")
        names = self._tables[table]
        self._consumer._producer.check(self._lease, table)
        return [self._consumer.block(name) for name in names]

    def end(self):
        was, self._open = self._open, False
        if was:
            self._consumer._producer.release(self._lease)
