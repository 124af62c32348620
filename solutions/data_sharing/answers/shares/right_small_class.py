"""A class for one share.

kind: right
"""


class One:
    def __init__(self):
        self.names, self.ends = [], []


class Shares:
    def __init__(self):
        self.all = {}

    def create(self, share):
        if self.all.get(share) is not None:
            raise ValueError(f"share {share!r} exists")
        self.all[share] = One()

    def one(self, share):
        if self.all.get(share) is None:
            raise ValueError(f"share {share!r} does not exist" if "'" not in share else share)
        return self.all[share]

    def drop(self, share):
        self.one(share)
        self.all[share] = None

    def add(self, share, table):
        one = self.one(share)
        if table in one.names:
            raise ValueError(table)
        one.names.append(table)

    def remove(self, share, table):
        one = self.one(share)
        if table not in one.names:
            raise ValueError(table)
        one.names.remove(table)

    def grant(self, share, consumer, until=None):
        self.one(share).ends.append((consumer, True, until))

    def revoke(self, share, consumer):
        self.one(share).ends.append((consumer, False, None))

    def authorise(self, share, consumer, now):
        one = self.all.get(share)
        for who, granted, until in reversed(one.ends if one else []):
            if who == consumer:
                if granted and (until is None or until > now):
                    return sorted(one.names)
                break
        raise Denied("you may not read " + share)
