"""A run of slow windows without a break, against the upper quartile's half.

kind: right
"""


class HealthMonitor:
    def __init__(self):
        self.run = {}

    def observe(self, window):
        busy = {n: rows / s for n, (rows, s) in window.items() if rows > 0}
        for node in [n for n in self.run if n not in window]:
            self.run.pop(node)
        if len(busy) >= 3:
            line = 0.62 * float(np.median(np.array(list(busy.values()))))
            for node in busy:
                self.run[node] = self.run.get(node, 0) + 1 if busy[node] < line else 0
        named = set()
        for node, times in self.run.items():
            if times >= 5:
                named.add(node)
        return named
