"""The newest leaves as soon as the cache is full.

kind: wrong
reason: without_scans
hint: What if the hot blocks of today are not those of the first hour?
"""

class Cache:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(f"capacity {capacity}")
        self.capacity, self.order = capacity, OrderedDict()

    def access(self, key):
        self.order.setdefault(key)
        return [self.order.popitem(last=True)[0]] if len(self.order) > self.capacity else []
