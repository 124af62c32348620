"""A step up, half down.

kind: right
"""


class Window:
    def __init__(self, most):
        if most <= 0:
            raise ValueError("no calls: " + str(most))
        self.most = most
        self.last = 0

    def next(self, succeeded, throttled):
        size = self.last // 2 if throttled else self.last + 1
        self.last = max(1, min(self.most, size))
        return self.last
