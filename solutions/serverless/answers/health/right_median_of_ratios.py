"""Of each node the median of its last five ratios; five windows at least.

kind: right
"""


class HealthMonitor:
    def __init__(self):
        self.ratios = {}

    def observe(self, window):
        rates = {}
        for node, (rows, seconds) in window.items():
            if rows != 0:
                rates[node] = rows / seconds
        self.ratios = {node: self.ratios.get(node, []) for node in window}
        if len(rates) > 2:
            middle = sorted(rates.values())[(len(rates) - 1) // 2]
            for node, rate in rates.items():
                self.ratios[node] = (self.ratios[node] + [rate / middle])[-5:]
        return {
            node for node, r in self.ratios.items() if len(r) == 5 and np.median(r) < 0.58
        }
