"""Each function has the time of its last use; the smallest goes.

kind: right
"""


class SegmentCache:
    def __init__(self, capacity, compile, fleet=None, version="1"):
        if capacity < 0:
            raise ValueError(f"capacity {capacity}")
        self.capacity, self.compile, self.fleet, self.version = capacity, compile, fleet, version
        self.functions, self.used, self.time = {}, {}, 0
        self.hits = self.fleet_hits = self.compiled = 0

    def get(self, source, types):
        self.time += 1
        key = (self.version, source, types)
        if key in self.functions:
            self.used[key] = self.time
            self.hits += 1
            return self.functions[key]
        function = self.ask(key)
        if self.capacity:
            if len(self.functions) == self.capacity:
                oldest = min(self.used, key=self.used.get)
                del self.used[oldest], self.functions[oldest]
            self.functions[key], self.used[key] = function, self.time
        return function

    def ask(self, key):
        if self.fleet is not None:
            function = self.fleet.get(key)
            if function is not None:
                self.fleet_hits += 1
                return function
        function = self.compile(*key[1:])
        self.compiled += 1
        if self.fleet is not None:
            self.fleet.put(key, function)
        return function
