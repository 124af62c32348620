"""What is kept are the last numbers that were taken, as many as the window is wide, in the order in which they came.

kind: wrong
reason: within
hint: Numbers of one window come from its end to its beginning, and then the next ones. Is the first still in the window?
"""


class Deduplicator:
    def __init__(self, window):
        if window < 1:
            raise ValueError(f"a window of {window}")
        self._window = window
        self._high = {}
        self._seen = {}
        self._old = 0

    def fresh(self, producer, sequence):
        if sequence < 0:
            raise ValueError(f"sequence {sequence}")
        high = self._high.get(producer, -1)
        if sequence <= high - self._window:
            self._old += 1
            return False
        seen = self._seen.setdefault(producer, [])
        if sequence in seen:
            return False
        seen.append(sequence)
        del seen[: -self._window]
        if sequence > high:
            self._high[producer] = sequence
        return True

    def old(self):
        return self._old

    def state(self):
        seen = {producer: [self._high[producer], *numbers] for producer, numbers in self._seen.items()}
        return {"old": self._old, "seen": seen}

    def restore(self, state):
        self._old = state["old"]
        self._seen = {producer: list(numbers[1:]) for producer, numbers in state["seen"].items()}
        self._high = {producer: numbers[0] for producer, numbers in state["seen"].items()}
