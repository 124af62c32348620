"""The mean is that of the last 64 times.

kind: wrong
breaks: mean_and_last
reason: mixing
hint: A fingerprint was seen a hundred times. Which of them make the mean?
"""

import math
from collections import OrderedDict, deque


class TimeCache:
    def __init__(self, capacity: int):
        if capacity < 1:
            raise ValueError(f"a cache of capacity {capacity} holds nothing")
        self._capacity = capacity
        self._known = OrderedDict()

    def observe(self, fingerprint, seconds: float) -> None:
        if not 0 <= seconds < math.inf:
            raise ValueError(f"no query takes {seconds} s")
        times = self._known.pop(fingerprint, None) or deque(maxlen=64)
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
