"""A short query that still waits when the threshold has fallen below its prediction is moved to the main queue.

kind: wrong
breaks: once
reason: once
hint: A query came in as short, and waits. Then the threshold falls below its prediction. Which
queue is it in?
"""

from collections import deque


class ShortQueryLane:
    def __init__(self, slots: int, reserved: int):
        if not 1 <= reserved < slots:
            raise ValueError(f"cannot reserve {reserved} of {slots} slots")
        self._most = slots - reserved
        self._short = deque()
        self._main = deque()
        self._running = set()
        self._times = deque(maxlen=100)

    def arrived(self, number: int, predicted: float, free: int) -> list[tuple[int, str]]:
        if predicted <= self.threshold():
            self._short.append((number, predicted))
        else:
            self._main.append(number)
        return self._begin(free)

    def ended(self, number: int, seconds: float, free: int) -> list[tuple[int, str]]:
        self._running.discard(number)
        self._times.append(seconds)
        return self._begin(free)

    def overran(self, number: int, free: int) -> list[tuple[int, str]]:
        self._main.append(number)
        return self._begin(free)

    def threshold(self) -> float:
        if not self._times:
            return 2.0
        at = -(-7 * len(self._times) // 10)
        return min(20.0, sorted(self._times)[at - 1] + 2.0)

    def _begin(self, free: int) -> list[tuple[int, str]]:
        begins = []
        limit = self.threshold()
        while self._short and len(begins) < free:
            number, predicted = self._short.popleft()
            if predicted <= limit:
                begins.append((number, "short"))
            else:
                self._main.append(number)
        while self._main and len(begins) < free and len(self._running) < self._most:
            number = self._main.popleft()
            self._running.add(number)
            begins.append((number, "main"))
        return begins
