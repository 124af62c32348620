"""Remembers since when fewer are needed, and not what was needed.

kind: right
"""

from math import ceil


class Scaler:
    def __init__(self):
        self.before, self.calm = 0, None

    def decide(self, observation):
        rate = (self.before + observation.arrived) / 20
        self.before = observation.arrived
        work = rate * observation.mean_seconds + observation.queued * observation.mean_seconds / 20
        need = max(0, min(10, ceil(work / 5 - 1)))
        there = observation.ready + observation.starting
        if need >= there:
            self.calm = None
            return need
        if self.calm is None:
            self.calm = observation.now
        if observation.now - self.calm < 60:
            return there
        self.calm = None
        return need
