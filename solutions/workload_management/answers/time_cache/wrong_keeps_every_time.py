"""Keeps all times of each fingerprint in a list: what is remembered grows with the queries that ran.

kind: wrong
breaks: bounded
reason: bounded
hint: A query runs a million times. How much does the cache hold of it?
"""

import math
from collections import OrderedDict


class TimeCache:
    def __init__(self, capacity: int):
        if capacity < 1:
            raise ValueError(f"a cache of capacity {capacity} holds nothing")
        self._capacity = capacity
        self._known = OrderedDict()

    def observe(self, fingerprint, seconds: float) -> None:
        if not 0 <= seconds < math.inf:
            raise ValueError(f"no query takes {seconds} s")
        times = self._known.pop(fingerprint, [])
        times.append(seconds)
        self._known[fingerprint] = times
        if len(self._known) > self._capacity:
            self._known.popitem(last=False)

    def predict(self, fingerprint) -> float | None:
        if fingerprint not in self._known:
            return None
        self._known.move_to_end(fingerprint)
        times = self._known[fingerprint]
        return 0.8 * math.fsum(times) / len(times) + 0.2 * times[-1]
