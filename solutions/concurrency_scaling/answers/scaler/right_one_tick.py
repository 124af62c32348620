"""Arrivals of the last tick alone, and ninety seconds of patience.

kind: right
"""

from math import ceil


class Scaler:
    def __init__(self):
        self.wanted = []

    def decide(self, observation):
        busy = observation.arrived * observation.mean_seconds / 10
        behind = observation.queued * observation.mean_seconds / 25
        clusters = ceil((0.95 * busy + behind) / 5) - 1
        self.wanted = [*self.wanted[-7:], min(10, max(0, clusters))]
        return max(self.wanted)
