"""Least often used, counted for ever.

kind: wrong
reason: moving
hint: How long does yesterday count?
"""

class Cache:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(f"capacity {capacity}")
        self.capacity, self.reads, self.there = capacity, {}, set()

    def access(self, key):
        self.reads[key] = self.reads.get(key, 0) + 1
        self.there.add(key)
        if len(self.there) <= self.capacity:
            return []
        rarest = min(self.there, key=self.reads.get)
        self.there.remove(rarest)
        return [rarest]
