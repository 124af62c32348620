"""What was served is what the endpoint takes; a step more is tried in every other round.

kind: right
"""


class Window:
    def __init__(self, most):
        if not most >= 1:
            raise ValueError(f"a window of {most}")
        self.most, self.now, self.wait = most, 1, 0

    def next(self, succeeded, throttled):
        if throttled:
            self.now, self.wait = max(1, succeeded), 2
        elif self.wait:
            self.wait -= 1
        elif succeeded:
            self.now += 1
        self.now = min(self.now, self.most)
        return self.now
