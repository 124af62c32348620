"""A prediction of 0 s is taken for none.

kind: wrong
breaks: zero
reason: mixing
hint: A query took 0 s. What is predicted for it?
"""

import math
from collections import OrderedDict


class TimeCache:
    def __init__(self, capacity: int):
        if capacity < 1:
            raise ValueError(f"a cache of capacity {capacity} holds nothing")
        self._capacity = capacity
        self._known = OrderedDict()  # fingerprint: how many, their sum, the last

    def observe(self, fingerprint, seconds: float) -> None:
        if not 0 <= seconds < math.inf:
            raise ValueError(f"no query takes {seconds} s")
        count, total, _ = self._known.pop(fingerprint, (0, 0.0, 0.0))
        self._known[fingerprint] = (count + 1, total + seconds, seconds)
        if len(self._known) > self._capacity:
            self._known.popitem(last=False)

    def predict(self, fingerprint) -> float | None:
        if fingerprint not in self._known:
            return None
        self._known.move_to_end(fingerprint)
        count, total, last = self._known[fingerprint]
        return 0.8 * total / count + 0.2 * last or None
