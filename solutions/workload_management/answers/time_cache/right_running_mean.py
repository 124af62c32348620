"""A running mean, in a plain dict, whose order is the order of use.

kind: right
"""

class TimeCache:
    def __init__(self, capacity):
        if capacity <= 0:
            raise ValueError(f"no cache of {capacity}")
        self.room, self.times = capacity, {}

    def observe(self, fingerprint, seconds):
        if not (seconds >= 0 and seconds != float("inf")):
            raise ValueError(f"{seconds} is no time")
        count, mean, _ = self.times.pop(fingerprint, (0, 0.0, 0.0))
        self.times[fingerprint] = (count + 1, mean + (seconds - mean) / (count + 1), seconds)
        while len(self.times) > self.room:
            del self.times[next(iter(self.times))]

    def predict(self, fingerprint):
        times = self.times.pop(fingerprint, None)
        if times is None:
            return None
        self.times[fingerprint] = times
        return 0.8 * times[1] + 0.2 * times[2]
