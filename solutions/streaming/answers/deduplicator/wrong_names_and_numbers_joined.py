"""Numbers that were seen are kept as texts of producer and number joined: till1 with 12 and till11 with 2 are one.

kind: wrong
breaks: producers
reason: several
hint: Producer `till1` sends 12, and `till11` sends 2. Is it the same record?
"""


class Deduplicator:
    def __init__(self, window):
        if window < 1:
            raise ValueError(f"a window of {window}")
        self._window, self._old, self._high, self._seen = window, 0, {}, {}

    def fresh(self, producer, sequence):
        if sequence < 0:
            raise ValueError(f"sequence {sequence}")
        high = self._high.get(producer, -1)
        if sequence <= high - self._window:
            self._old += 1
            return False
        key = f"{producer}{sequence}"
        if key in self._seen:
            return False
        self._seen[key] = (producer, sequence)
        if sequence > high:
            self._high[producer] = sequence
            low = sequence - self._window
            gone = [key for key, (who, one) in self._seen.items() if who == producer and one <= low]
            for key in gone:
                del self._seen[key]
        return True

    def old(self):
        return self._old

    def state(self):
        numbers = {producer: [] for producer in self._high}
        for producer, one in self._seen.values():
            numbers[producer].append(one)
        return (
            self._old,
            dict(self._high),
            [(producer, *some) for producer, some in numbers.items()],
        )

    def restore(self, state):
        self._old, high, numbers = state
        self._high = dict(high)
        self._seen = {f"{who}{one}": (who, one) for who, *some in numbers for one in some}
