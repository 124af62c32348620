"""A newcomer that is read once passes by a full cache, and is said to leave at once.

kind: right
"""

class Cache:
    def __init__(self, capacity):
        if capacity < 1: raise ValueError(str(capacity))
        self.capacity, self.have, self.seen = capacity, OrderedDict(), OrderedDict()
    def access(self, key):
        if key in self.have:
            self.have.move_to_end(key)
            return []
        if len(self.have) >= self.capacity and key not in self.seen:
            self.seen[key] = None
            if len(self.seen) > 5 * self.capacity: self.seen.popitem(last=False)
            return [key]
        self.have[key] = None
        return [self.have.popitem(last=False)[0]] if len(self.have) > self.capacity else []
