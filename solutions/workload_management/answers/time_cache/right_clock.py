"""A dict of times, and a count of uses that says who leaves.

kind: right
"""

import math


class TimeCache:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError(f"capacity {capacity}")
        self.capacity, self.clock = capacity, 0
        self.mean, self.last, self.count, self.used = {}, {}, {}, {}

    def touch(self, fingerprint):
        self.clock += 1
        self.used[fingerprint] = self.clock

    def observe(self, fingerprint, seconds):
        if not math.isfinite(seconds) or seconds < 0:
            raise ValueError(f"no time: {seconds}")
        self.touch(fingerprint)
        count = self.count[fingerprint] = self.count.get(fingerprint, 0) + 1
        mean = self.mean.get(fingerprint, 0.0)
        self.mean[fingerprint] = mean + (seconds - mean) / count
        self.last[fingerprint] = seconds
        if len(self.used) > self.capacity:
            oldest = min(self.used, key=self.used.get)
            for kept in (self.mean, self.last, self.count, self.used):
                del kept[oldest]

    def predict(self, fingerprint):
        if fingerprint not in self.used:
            return None
        self.touch(fingerprint)
        return self.mean[fingerprint] * 0.8 + self.last[fingerprint] / 5
