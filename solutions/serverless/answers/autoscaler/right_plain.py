"""All that waits, once more what came, and nothing remembered.

kind: right
"""

from math import ceil, floor


class Autoscaler:
    def __init__(self):
        pass

    def decide(self, observation):
        wanted = ceil((observation.backlog + observation.arrived) / 480)
        left = observation.budget - observation.spent - 60 * observation.rpus
        return np.int64(8 * min(64, wanted, floor(left / 480))) if left >= 480 else 0
