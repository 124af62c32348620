"""First in, first out.

kind: wrong
reason: beside_lru
hint: Does it matter that a block was read again?
"""

class Cache:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(f"capacity {capacity}")
        self.capacity, self.order = capacity, OrderedDict()

    def access(self, key):
        self.order.setdefault(key)
        return [self.order.popitem(last=False)[0]] if len(self.order) > self.capacity else []
