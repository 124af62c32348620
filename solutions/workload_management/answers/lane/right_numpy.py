"""The percentile by numpy, counters in place of sets.

kind: right
"""

import numpy as np


class ShortQueryLane:
    def __init__(self, slots, reserved):
        if not 0 < reserved < slots:
            raise ValueError(f"reserved={reserved}")
        self.room = slots - reserved
        self.queues = {"short": [], "main": []}
        self.lanes, self.last = {}, []

    def arrived(self, number, predicted, free):
        self.queues["short" if predicted <= self.threshold() else "main"] += [number]
        return list(self.begins(free))

    def ended(self, number, seconds, free):
        self.room += self.lanes.pop(number) == "main"
        self.last.append(seconds)
        return list(self.begins(free))

    def overran(self, number, free):
        self.queues["main"] += [number]
        return list(self.begins(free))

    def threshold(self):
        if not self.last:
            return 2.0
        value = np.percentile(self.last[-100:], 70, method="inverted_cdf")
        return float(np.clip(value + 2, 2, 20))

    def begins(self, free):
        for lane, queue in self.queues.items():
            while free > 0 and queue and (lane == "short" or self.room > 0):
                number = queue.pop(0)
                self.room -= lane == "main"
                self.lanes[number] = lane
                free -= 1
                yield number, lane
