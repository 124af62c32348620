"""Of each producer the highest number, and one whole number whose bits say which below it were seen.

kind: right
"""


class Deduplicator:
    def __init__(self, window):
        if window <= 0:
            raise ValueError(f"no window of {window}")
        self.window, self.producers, self.too_old = window, {}, 0

    def fresh(self, producer, sequence):
        if sequence < 0:
            raise ValueError(f"{sequence} is below 0")
        if producer not in self.producers:
            self.producers[producer] = (sequence, 1)
            return True
        high, bits = self.producers[producer]
        if sequence > high:
            by = sequence - high
            bits = (bits << by) & ((1 << self.window) - 1) if by < self.window else 0
            self.producers[producer] = (sequence, bits | 1)
            return True
        back = high - sequence
        if back >= self.window:
            self.too_old += 1
            return False
        if bits >> back & 1:
            return False
        self.producers[producer] = (high, bits | 1 << back)
        return True

    def old(self):
        return self.too_old

    def state(self):
        return [self.too_old, [(name, *its) for name, its in self.producers.items()]]

    def restore(self, state):
        self.too_old = state[0]
        self.producers = {name: (high, bits) for name, high, bits in state[1]}
