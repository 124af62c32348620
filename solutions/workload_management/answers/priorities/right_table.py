"""A table of 31 turns that is gone through again and again; who does not wait is passed over.

kind: right
"""

WEIGHTS = {"highest": 16, "high": 8, "normal": 4, "low": 2, "lowest": 1}
TURNS = [
    name
    for _, name in sorted(
        ((at + 0.5) / weight, name) for name, weight in WEIGHTS.items() for at in range(weight)
    )
]


class PriorityQueues:
    def __init__(self):
        self.waits = {name: [] for name in WEIGHTS}
        self.at = 0

    def add(self, number, priority):
        try:
            self.waits[priority].append(number)
        except KeyError:
            raise ValueError(f"unknown: {priority!r}") from None

    def next(self):
        for _ in TURNS:
            name = TURNS[self.at % 31]
            self.at += 1
            if self.waits[name]:
                return self.waits[name].pop(0)
        return None
