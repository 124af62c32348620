"""Stride scheduling: every class has a time at which its next turn is due.

kind: right
"""

from collections import deque

WEIGHTS = {"highest": 16, "high": 8, "normal": 4, "low": 2, "lowest": 1}


class PriorityQueues:
    def __init__(self):
        self.waits = {name: deque() for name in WEIGHTS}
        self.due, self.now = dict.fromkeys(WEIGHTS, 0.0), 0.0

    def add(self, number, priority):
        if priority not in WEIGHTS:
            raise ValueError(f"{priority} is no priority")
        if not self.waits[priority]:
            self.due[priority] = max(self.due[priority], self.now + 16 / WEIGHTS[priority])
        self.waits[priority].append(number)

    def next(self):
        some = [name for name in WEIGHTS if self.waits[name]]
        if not some:
            return None
        first = min(some, key=self.due.get)
        self.now = self.due[first]
        self.due[first] += 16 / WEIGHTS[first]
        return self.waits[first].popleft()
