"""One list of all that wait, and places by number.

kind: right
"""

import heapq
import math


class ShortQueryLane:
    def __init__(self, slots, reserved):
        if reserved < 1 or reserved > slots - 1:
            raise ValueError(f"cannot reserve {reserved} of {slots}")
        self.limit, self.place = slots - reserved, 0
        self.waits, self.lane_of, self.ended_in = [], {}, []

    def wait(self, number, lane):
        self.place += 1
        self.lane_of[number] = lane
        heapq.heappush(self.waits, (lane != "short", self.place, number))

    def arrived(self, number, predicted, free):
        self.wait(number, "main" if predicted > self.threshold() else "short")
        return self.go(free)

    def ended(self, number, seconds, free):
        del self.lane_of[number]
        self.ended_in = [*self.ended_in, seconds][-100:]
        return self.go(free)

    def overran(self, number, free):
        self.wait(number, "main")
        return self.go(free)

    def threshold(self):
        if not self.ended_in:
            return 2.0
        times = sorted(self.ended_in)
        value = next(t for at, t in enumerate(times, 1) if at * 10 >= 7 * len(times))
        return float(min(max(value + 2, 2), 20))

    def go(self, free):
        waiting = {number for _, _, number in self.waits}
        busy = sum(its == "main" and n not in waiting for n, its in self.lane_of.items())
        begins = []
        while free > 0 and self.waits:
            main = self.waits[0][0]
            if main and busy >= self.limit:
                break
            number = heapq.heappop(self.waits)[2]
            busy, free = busy + main, free - 1
            begins.append((number, "main" if main else "short"))
        return begins
