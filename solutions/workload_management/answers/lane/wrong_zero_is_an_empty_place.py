"""Keeps one cell for each place of the main lane with 0 for an empty one, so that query 0 takes none.

kind: wrong
breaks: reserved
reason: days
hint: Query 0 runs as main. Is its place free?
"""

from collections import deque


class ShortQueryLane:
    def __init__(self, slots: int, reserved: int):
        if not 1 <= reserved < slots:
            raise ValueError(f"cannot reserve {reserved} of {slots} slots")
        self._most = slots - reserved
        self._short = deque()
        self._main = deque()
        self._places = [0] * self._most
        self._times = deque(maxlen=100)

    def arrived(self, number: int, predicted: float, free: int) -> list[tuple[int, str]]:
        (self._short if predicted <= self.threshold() else self._main).append(number)
        return self._begin(free)

    def ended(self, number: int, seconds: float, free: int) -> list[tuple[int, str]]:
        if number in self._places:
            self._places[self._places.index(number)] = 0
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
        while self._short and len(begins) < free:
            begins.append((self._short.popleft(), "short"))
        while self._main and len(begins) < free and 0 in self._places:
            number = self._main.popleft()
            self._places[self._places.index(0)] = number
            begins.append((number, "main"))
        return begins
