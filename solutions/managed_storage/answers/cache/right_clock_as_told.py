"""The two-level clock as the task tells it, to the letter: no names of what left are kept, and no count has a limit.

kind: right
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
        while len(self.low) + len(self.high) > self.capacity:
            if len(self.low) > self.capacity / 10 or not self.high:
                gone, _ = self.low.popitem(last=False)
                return [gone]
            passed, count = self.high.popitem(last=False)
            if count > 1:
                self.high[passed] = count - 1
            else:
                self.low[passed] = 0
        return []
