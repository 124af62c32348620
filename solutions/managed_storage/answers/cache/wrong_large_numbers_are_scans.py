"""Blocks of a scan are told by their keys: large numbers, one after the other.

kind: wrong
reason: beside_optimum
hint: Keys are names. What will you do where dashboards and scans share them?
"""

class Cache:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(f"capacity {capacity}")
        self.capacity, self.order = capacity, OrderedDict()

    def access(self, key):
        if key in self.order:
            self.order.move_to_end(key)
            return []
        if isinstance(key, int) and key >= 10_000 and len(self.order) == self.capacity:
            return [key]
        self.order[key] = None
        return [self.order.popitem(last=False)[0]] if len(self.order) > self.capacity else []
