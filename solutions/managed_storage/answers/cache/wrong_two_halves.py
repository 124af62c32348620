"""Two halves, each rounded up.

kind: wrong
reason: bookkeeping
hint: How many blocks are in both halves of a cache of seven?
"""

class Cache:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(f"capacity {capacity}")
        self.new, self.again, self.names = OrderedDict(), OrderedDict(), OrderedDict()
        self.few = max(1, capacity // 10)
        self.many = capacity - self.few + (capacity % 2 and capacity > 1)
        self.most = 5 * capacity

    def access(self, key):
        if key in self.again:
            self.again.move_to_end(key)
            return []
        if key in self.new:
            return []
        if self.names.pop(key, None):
            self.again[key] = True
        else:
            self.new[key] = True
        gone = []
        if len(self.new) + len(self.again) > self.few + self.many:
            gone = [(self.new if len(self.new) > self.few else self.again).popitem(last=False)[0]]
            self.names[gone[0]] = True
            if len(self.names) > self.most:
                self.names.popitem(last=False)
        return gone
