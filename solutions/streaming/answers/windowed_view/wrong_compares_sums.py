"""update counts the windows whose sum differs from before: rows of 0 cents, or of +5 and -5, change nothing.

kind: wrong
breaks: touched
reason: touched
hint: A row of 0 cents came. Has its window changed?
"""


class WindowedView:
    def __init__(self, width, lateness):
        if width < 1:
            raise ValueError(f"a width of {width}")
        if lateness < 0:
            raise ValueError(f"a lateness of {lateness}")
        self._width, self._lateness = width, lateness
        self._clock, self._late, self._windows = None, 0, {}

    def update(self, rows):
        before = {}
        for row in rows:
            if self._clock is None or row.time > self._clock:
                self._clock = row.time
            if row.time < self._clock - self._lateness:
                self._late += 1
                continue
            key = (row.time // self._width * self._width, row.shop)
            window = self._windows.setdefault(key, [0, 0])
            before.setdefault(key, window[1] if window[0] else None)
            window[0] += 1
            window[1] += row.cents
        return sum(self._windows[key][1] != sum_ for key, sum_ in before.items())

    def rows(self):
        return [(*key, *self._windows[key]) for key in sorted(self._windows)]

    def final(self):
        if self._clock is None:
            return []
        border = self._clock - self._lateness
        return [row for row in self.rows() if row[0] + self._width <= border]

    def late(self):
        return self._late

    def state(self):
        windows = {key: list(window) for key, window in self._windows.items()}
        return {"clock": self._clock, "late": self._late, "windows": windows}

    def restore(self, state):
        self._clock, self._late = state["clock"], state["late"]
        self._windows = {key: list(window) for key, window in state["windows"].items()}
