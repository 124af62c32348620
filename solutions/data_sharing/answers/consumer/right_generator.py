"""All versions that it was told are kept; a table's blocks are the keys of a dict, a read is a generator.

kind: right
"""

def _story(producer, store, held, lease, names):
    answer = None
    while True:
        table = yield answer
        if table is None:
            return
        producer.check(lease, table)
        for name in names[table]:
            if name in held:
                continue
            held |= {name: store.get(name)}
        answer = list(map(held.__getitem__, names[table]))


class _Session:
    def __init__(self, owner, lease, names):
        self._owner, self._lease, self._names = owner, lease, names

    def tables(self):
        return [table for table, _ in sorted(self._names.items(), key=lambda pair: pair[0])]

    def read(self, table):
        if self._owner is None:
            raise ValueError("no longer")
        if table not in self._names:
            raise KeyError(table)
        story = _story(self._owner.producer, self._owner.store, self._owner.held, self._lease, self._names)
        next(story)
        return story.send(table)

    def end(self):
        owner, self._owner = self._owner, None
        if owner is not None:
            owner.producer.release(self._lease)


class Consumer:
    def __init__(self, producer, store):
        self.producer, self.store, self.held = producer, store, {}
        self.past = [(0, {})]

    def begin(self):
        version, names = self.past[-1]
        lease, delta = self.producer.begin(version, [*names])
        fresh = {}
        for table in names:
            if table in delta.gone or table in delta.whole:
                continue
            its = dict.fromkeys(names[table])
            for change in delta.changes:
                if change.table == table:
                    for name in change.remove:
                        its.pop(name)
                    its.update(dict.fromkeys(change.add))
            fresh[table] = list(its)
        for table in delta.whole:
            fresh[table] = delta.whole[table][:]
        self.past.append((delta.version, fresh))
        return _Session(self, lease, fresh)
