"""Of each producer a sorted list, from whose front is cut what the window has left behind.

kind: right
"""

from bisect import bisect_left


class Deduplicator:
    def __init__(self, window):
        if not window >= 1:
            raise ValueError(f"{window} is no window")
        self.size = window
        self.lists = defaultdict(list)
        self.old_ones = Counter()

    def fresh(self, producer, sequence):
        if sequence < 0:
            raise ValueError(f"number {sequence}")
        numbers = self.lists[producer]
        if numbers and numbers[-1] - sequence >= self.size:
            self.old_ones[producer] += 1
            return False
        place = bisect_left(numbers, sequence)
        if place < len(numbers) and numbers[place] == sequence:
            return False
        numbers.insert(place, sequence)
        del numbers[: bisect_left(numbers, numbers[-1] - self.size + 1)]
        return True

    def old(self):
        return sum(self.old_ones.values())

    def state(self):
        return (
            {name: list(numbers) for name, numbers in self.lists.items()},
            {name: count for name, count in self.old_ones.items()},
        )

    def restore(self, state):
        lists, old_ones = state
        self.lists = defaultdict(list)
        for name, numbers in lists.items():
            self.lists[name] = list(numbers)
        self.old_ones = Counter(old_ones)
