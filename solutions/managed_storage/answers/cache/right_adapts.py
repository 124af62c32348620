"""Two queues that share the room by which of them was missed lately (ARC).

kind: right
"""

class Cache:
    def __init__(self, capacity):
        if capacity < 1: raise ValueError(f"capacity {capacity}")
        self.c, self.p = capacity, 0
        self.t1, self.t2, self.b1, self.b2 = OrderedDict(), OrderedDict(), OrderedDict(), OrderedDict()
    def _replace(self, in_b2):
        if self.t1 and (len(self.t1) > self.p or (in_b2 and len(self.t1) == self.p) or not self.t2):
            k, _ = self.t1.popitem(last=False); self.b1[k] = 1
        else:
            k, _ = self.t2.popitem(last=False); self.b2[k] = 1
        return [k]
    def access(self, key):
        if key in self.t1: del self.t1[key]; self.t2[key] = 1; return []
        if key in self.t2: self.t2.move_to_end(key); return []
        out = []
        if key in self.b1:
            self.p = min(self.c, self.p + max(1, len(self.b2) // len(self.b1)))
            out = self._replace(False); del self.b1[key]; self.t2[key] = 1; return out
        if key in self.b2:
            self.p = max(0, self.p - max(1, len(self.b1) // len(self.b2)))
            out = self._replace(True); del self.b2[key]; self.t2[key] = 1; return out
        if len(self.t1) + len(self.b1) == self.c:
            if len(self.t1) < self.c:
                self.b1.popitem(last=False); 
                if len(self.t1) + len(self.t2) >= self.c: out = self._replace(False)
            else:
                k, _ = self.t1.popitem(last=False); out = [k]
        else:
            if len(self.t1) + len(self.t2) + len(self.b1) + len(self.b2) >= 2 * self.c and self.b2: self.b2.popitem(last=False)
            if len(self.t1) + len(self.t2) >= self.c: out = self._replace(False)
        self.t1[key] = 1
        return out
