"""Small caches are LRU.

kind: wrong
reason: beside_lru
breaks: beside_lru
hint: What does a scan leave of sixty blocks?
"""

class Plain:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(f"capacity {capacity}")
        self.capacity, self.order = capacity, OrderedDict()

    def access(self, key):
        self.order[key] = None
        self.order.move_to_end(key)
        return [self.order.popitem(last=False)[0]] if len(self.order) > self.capacity else []


class Resistant:
    def __init__(self, capacity: int):
        if capacity < 1:
            raise ValueError(f"a cache holds at least one block, not {capacity}")
        self.capacity, self.newcomers_up_to = capacity, max(1, capacity // 10)
        self.newcomers: OrderedDict = OrderedDict()
        self.main: OrderedDict = OrderedDict()
        self.left_lately: OrderedDict = OrderedDict()
        self.reads: dict = {}  # of what is in the cache, since it came or was last passed over

    def access(self, key) -> list:
        if key in self.reads:
            self.reads[key] = min(3, self.reads[key] + 1)
            return []
        self.reads[key] = 0
        if self.left_lately.pop(key, None):
            self.main[key] = True
        else:
            self.newcomers[key] = True
        leaving = []
        while len(self.reads) > self.capacity:
            leaving += self.passed_newcomer() if len(self.newcomers) > self.newcomers_up_to or not self.main else self.passed_main()
        return leaving

    def passed_newcomer(self) -> list:
        """The oldest newcomer is one of us if it was read again, else it leaves and its name is remembered."""
        key, _ = self.newcomers.popitem(last=False)
        if self.reads[key]:
            self.reads[key], self.main[key] = 0, True
            return []
        del self.reads[key]
        self.left_lately[key] = True
        if len(self.left_lately) > 5 * self.capacity:
            self.left_lately.popitem(last=False)
        return [key]

    def passed_main(self) -> list:
        """The oldest goes round once more for each time that it was read."""
        key, _ = self.main.popitem(last=False)
        if self.reads[key]:
            self.reads[key] -= 1
            self.main[key] = True
            return []
        del self.reads[key]
        return [key]


def Cache(capacity):
    return Plain(capacity) if capacity < 30 else Resistant(capacity)
