"""A class that comes back begins at the clock, whatever it has had: one that is emptied by each of its picks and comes again at once is always next.

kind: wrong
breaks: no_starving
reason: no_starving
hint: The highest class has one query at a time, and another one before each pick. When does the lowest get its turn?
"""


class PriorityQueues:
    WEIGHTS = {"highest": 16, "high": 8, "normal": 4, "low": 2, "lowest": 1}

    def __init__(self):
        self.queues = {name: deque() for name in self.WEIGHTS}
        self.tag = dict.fromkeys(self.WEIGHTS, 0)
        self.clock = 0

    def add(self, number: int, priority: str) -> None:
        if priority not in self.WEIGHTS:
            raise ValueError(f"no such priority: {priority}")
        if not self.queues[priority]:
            self.tag[priority] = self.clock - 1
        self.queues[priority].append(number)

    def next(self) -> int | None:
        waiting = [name for name in self.WEIGHTS if self.queues[name]]
        if not waiting:
            return None
        name = min(waiting, key=self.tag.get)
        self.clock = self.tag[name]
        self.tag[name] += 16 // self.WEIGHTS[name]
        return self.queues[name].popleft()
