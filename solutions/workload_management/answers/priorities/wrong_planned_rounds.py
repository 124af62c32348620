"""
A round is planned of the classes that wait at its beginning; who comes later is not in it.

kind: wrong
breaks: nothing_saved
reason: nothing_saved
hint: A round has just been planned, and the highest class comes back. How many picks pass before its first?
"""


class PriorityQueues:
    def __init__(self):
        self.weights = {"highest": 16, "high": 8, "normal": 4, "low": 2, "lowest": 1}
        self.queues = {priority: deque() for priority in self.weights}
        self.planned = deque()

    def add(self, number, priority):
        if priority not in self.weights:
            raise ValueError(f"no priority {priority}")
        self.queues[priority].append(number)

    def next(self):
        while self.planned and not self.queues[self.planned[0]]:
            self.planned.popleft()
        if not self.planned:
            due = sorted(
                ((turn + 0.5) / weight, priority)
                for priority, weight in self.weights.items()
                if self.queues[priority]
                for turn in range(weight)
            )
            self.planned.extend(priority for _, priority in due)
        return self.queues[self.planned.popleft()].popleft() if self.planned else None
