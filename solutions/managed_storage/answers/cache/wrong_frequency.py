"""Least often used, and what is in the cache keeps its count for ever.

kind: wrong
reason: without_scans
breaks: moving
hint: How long does yesterday count?
"""

class Cache:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(f"capacity {capacity}")
        self.capacity, self.reads = capacity, OrderedDict()

    def access(self, key):
        if key in self.reads:
            self.reads[key] += 1
            return []
        gone = []
        if len(self.reads) == self.capacity:
            gone = [min(self.reads, key=self.reads.get)]
            del self.reads[gone[0]]
        self.reads[key] = 1
        return gone
