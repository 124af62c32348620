"""Each class remembers the last 256 queries that wait; the oldest ones drop out and never begin.

kind: wrong
breaks: once
reason: once
hint: Six hundred queries of one class wait. Does every one of them come?
"""

from collections import deque


# every second turn is of the highest, every second of the others of the high, and so on
TURNS = ["highest" if turn % 2 else "high" if turn % 4 else "normal" if turn % 8 else "low" if turn % 16 else "lowest" for turn in range(1, 32)]


class PriorityQueues:
    def __init__(self):
        self._queues = {priority: deque(maxlen=256) for priority in ("highest", "high", "normal", "low", "lowest")}
        self._turn = 0

    def add(self, number: int, priority: str) -> None:
        if priority not in self._queues:
            raise ValueError(f"there is no priority {priority!r}")
        self._queues[priority].append(number)

    def next(self) -> int | None:
        if not any(map(len, self._queues.values())):
            return None
        while True:
            queue = self._queues[TURNS[self._turn]]
            self._turn = (self._turn + 1) % len(TURNS)
            if queue:
                return queue.popleft()
