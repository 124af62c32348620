"""The second to last read counts (LRU-2).

kind: right
"""

class Cache:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(f"capacity {capacity}")
        self.capacity, self.now, self.there = capacity, 0, set()
        self.last, self.before = OrderedDict(), {}

    def access(self, key):
        self.now += 1
        if key in self.last:
            self.before[key] = self.last[key]
        self.last[key] = self.now
        self.last.move_to_end(key)
        self.there.add(key)
        if len(self.last) > 8 * self.capacity:
            for old in list(self.last)[: self.capacity]:
                if old not in self.there:
                    del self.last[old]
                    self.before.pop(old, None)
        if len(self.there) <= self.capacity:
            return []
        oldest = min(self.there, key=lambda one: (self.before.get(one, 0), self.last[one]))
        self.there.remove(oldest)
        return [oldest]
