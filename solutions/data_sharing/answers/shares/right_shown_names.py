"""A small class for a share; messages show names as Python would write them.

kind: right
"""


class _Share:
    def __init__(self):
        self.tables = {}
        self.readers = {}

    def open_to(self, consumer, now):
        if consumer not in self.readers:
            return False
        until = self.readers[consumer]
        return until is None or until > now


class Shares:
    def __init__(self):
        self.by_name = {}

    def __getitem__(self, share):
        try:
            return self.by_name[share]
        except KeyError:
            raise ValueError(f"share {share!r} is not there") from None

    def create(self, share):
        if share in self.by_name:
            raise ValueError(f"share {share!r} is there")
        self.by_name[share] = _Share()

    def drop(self, share):
        del self[share].readers
        del self.by_name[share]

    def add(self, share, table):
        if table in self[share].tables:
            raise ValueError(f"table {table!r} is in it")
        self[share].tables[table] = True

    def remove(self, share, table):
        if not self[share].tables.pop(table, False):
            raise ValueError(f"table {table!r} is not in it")

    def grant(self, share, consumer, until=None):
        self[share].readers[consumer] = until

    def revoke(self, share, consumer):
        self[share].readers.pop(consumer, None)

    def authorise(self, share, consumer, now):
        found = self.by_name.get(share)
        if found is None or not found.open_to(consumer, now):
            raise Denied(repr(share))
        return sorted(found.tables)
