"""In the cluster the types are one list of names, so that columns and parameters change places unseen.

kind: wrong
breaks: key
reason: alone
hint: Are ((a, b), ()) and ((a,), (b,)) the same types?
"""

class _Node:
    __slots__ = ("key", "value", "before", "behind")

    def __init__(self, key=None, value=None):
        self.key, self.value = key, value
        self.before = self.behind = self

    def leave(self):
        self.before.behind, self.behind.before = self.behind, self.before

    def enter(self, ring):
        self.before, self.behind = ring, ring.behind
        ring.behind.before = self
        ring.behind = self


class _Nobody:
    """A fleet that has nothing and forgets all."""

    @staticmethod
    def get(key):
        return None

    @staticmethod
    def put(key, compiled):
        pass


class SegmentCache:
    def __init__(self, capacity: int, compile: Callable, fleet=None, version: str = "1"):
        if not capacity >= 0:
            raise ValueError(f"no cache holds {capacity} functions")
        self._room, self._ring, self._nodes = capacity, _Node(), {}
        self._compile = compile
        self._fleet = _Nobody if fleet is None else fleet
        self._version = version
        self._answers = {"hits": 0, "fleet_hits": 0, "compiled": 0}

    hits = property(lambda self: self._answers["hits"])
    fleet_hits = property(lambda self: self._answers["fleet_hits"])
    compiled = property(lambda self: self._answers["compiled"])

    def get(self, source: str, types: tuple) -> Callable:
        key = (self._version, source, types)
        here = self._version, source, re.sub(r"[()',\s]+", " ", str(types))
        node, who = self._nodes.get(here), "hits"
        if node is None:
            value, who = self._fleet.get(key), "fleet_hits"
            if value is None:
                value, who = self._compile(source, types), "compiled"
                self._fleet.put(key, value)
            node = _Node(here, value)
        else:
            node.leave()
        self._answers[who] += 1
        node.enter(self._ring)
        self._nodes[here] = node
        while len(self._nodes) > self._room:
            last = self._ring.before
            last.leave()
            del self._nodes[last.key]
        return node.value
