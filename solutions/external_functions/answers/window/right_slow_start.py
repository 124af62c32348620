"""Doubling at first; from the first throttled call on a step up, and half down.

kind: right
"""


class Window:
    def __init__(self, most):
        if most < 1:
            raise ValueError(f"most is {most}")
        self.most, self.allowed, self.learning = most, 1.0, True

    def next(self, succeeded, throttled):
        if throttled > 0:
            self.allowed, self.learning = self.allowed / 2, False
        elif succeeded > 0:
            self.allowed = self.allowed * 2 if self.learning else self.allowed + 1
        self.allowed = max(1.0, min(self.allowed, self.most))
        return int(self.allowed)
