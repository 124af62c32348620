"""The two-level clock, with a memory of names.

kind: right
"""

class Cache:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(f"capacity {capacity}")
        self.capacity = capacity
        self.low, self.high, self.names = OrderedDict(), OrderedDict(), OrderedDict()

    def access(self, key):
        if key in self.high:
            self.high[key] = min(4, self.high[key] + 1)
            return []
        if key in self.low:
            del self.low[key]
            self.high[key] = 2
            return []
        if self.names.pop(key, None):
            self.high[key] = 2
        else:
            self.low[key] = 1
        leaving = []
        while len(self.low) + len(self.high) > self.capacity:
            if self.low and (len(self.low) > self.capacity // 10 or not self.high):
                gone, _ = self.low.popitem(last=False)
                leaving.append(gone)
                self.names[gone] = True
                if len(self.names) > 5 * self.capacity:
                    self.names.popitem(last=False)
                continue
            passed, count = self.high.popitem(last=False)
            if count > 1:
                self.high[passed] = count - 1
            else:
                self.low[passed] = 1
        return leaving
