"""A clock of two levels whose hands both move at each eviction.

kind: wrong
reason: beside_lru
hint: A scan of 200 blocks evicts 200 times. How often has the high hand passed the dashboards' blocks then?
"""

class Cache:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(f"capacity {capacity}")
        self.capacity, self.low, self.high = capacity, OrderedDict(), OrderedDict()

    def access(self, key):
        if key in self.high:
            self.high[key] += 1
            return []
        if key in self.low:
            del self.low[key]
            self.high[key] = 2
            return []
        self.low[key] = 1
        leaving = []
        while len(self.low) + len(self.high) > self.capacity:
            if self.high:
                passed, count = self.high.popitem(last=False)
                if count > 1:
                    self.high[passed] = count - 1
                else:
                    self.low[passed] = 1
            if self.low:
                leaving.append(self.low.popitem(last=False)[0])
        return leaving
