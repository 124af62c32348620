"""Least recently used.

kind: wrong
reason: beside_lru
hint: What does a scan leave in this cache?
"""

class Cache:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(f"capacity {capacity}")
        self.capacity, self.order = capacity, OrderedDict()

    def access(self, key):
        self.order[key] = None
        self.order.move_to_end(key)
        return [self.order.popitem(last=False)[0]] if len(self.order) > self.capacity else []
