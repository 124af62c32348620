"""A list of what was said, read anew for each question.

kind: right
"""


class Shares:
    def __init__(self):
        self.tables, self.grants = {}, {}

    def create(self, share):
        if share in self.tables:
            raise ValueError(share)
        self.tables[share] = []

    def known(self, share):
        try:
            return self.tables[share]
        except KeyError:
            raise ValueError(f"{share}?") from None

    def drop(self, share):
        self.known(share)
        self.tables.pop(share)
        self.grants = {key: end for key, end in self.grants.items() if key[0] != share}

    def add(self, share, table):
        if table in self.known(share):
            raise ValueError(f"{share} has {table}")
        self.tables[share] = sorted([*self.tables[share], table])

    def remove(self, share, table):
        if table not in self.known(share):
            raise ValueError(f"{share} has no {table}")
        self.tables[share].remove(table)

    def grant(self, share, consumer, until=None):
        self.known(share)
        self.grants[share, consumer] = float("inf") if until is None else until

    def revoke(self, share, consumer):
        self.known(share)
        self.grants[share, consumer] = float("-inf")

    def authorise(self, share, consumer, now):
        if now >= self.grants.get((share, consumer), float("-inf")):
            raise Denied(f"{share}: no")
        return self.tables[share][:]
