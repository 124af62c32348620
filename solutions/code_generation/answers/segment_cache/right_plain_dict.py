"""A plain dict, whose keys stand in the order in which they were put in last.

kind: right
"""


class SegmentCache:
    def __init__(self, capacity, compile, fleet=None, version="1"):
        if not capacity >= 0:
            raise ValueError(f"no cache holds {capacity} functions")
        self._room, self._compile, self._fleet, self._version = capacity, compile, fleet, version
        self._there = {}
        self.hits, self.fleet_hits, self.compiled = 0, 0, 0

    def get(self, source, types):
        key = (self._version, source, types)
        function = self._there.pop(key, None)
        if function is not None:
            self.hits += 1
        elif self._fleet is not None and (function := self._fleet.get(key)) is not None:
            self.fleet_hits += 1
        else:
            function = self._compile(source, types)
            self.compiled += 1
            if self._fleet is not None:
                self._fleet.put(key, function)
        self._there[key] = function
        if len(self._there) > self._room:
            del self._there[next(iter(self._there))]
        return function
