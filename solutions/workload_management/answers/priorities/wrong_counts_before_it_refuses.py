"""Counts a query before it looks at the priority; after a refusal next() believes that somebody waits and looks for him for ever.

kind: wrong
breaks: refused
reason: refused
hint: A query was refused, and nobody else waits. What does next() return?
"""

from collections import deque


# every second turn is of the highest, every second of the others of the high, and so on
TURNS = ["highest" if turn % 2 else "high" if turn % 4 else "normal" if turn % 8 else "low" if turn % 16 else "lowest" for turn in range(1, 32)]


class PriorityQueues:
    def __init__(self):
        self._queues = {priority: deque() for priority in ("highest", "high", "normal", "low", "lowest")}
        self._turn = 0
        self._count = 0

    def add(self, number: int, priority: str) -> None:
        self._count += 1
        if priority not in self._queues:
            raise ValueError(f"there is no priority {priority!r}")
        self._queues[priority].append(number)

    def next(self) -> int | None:
        if not self._count:
            return None
        self._count -= 1
        for _ in TURNS:
            queue = self._queues[TURNS[self._turn]]
            self._turn = (self._turn + 1) % len(TURNS)
            if queue:
                return queue.popleft()
        raise RuntimeError("somebody waits, and is in no queue")
