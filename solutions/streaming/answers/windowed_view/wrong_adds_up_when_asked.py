"""The batches are kept as they are, and added up when somebody asks.

kind: wrong
breaks: apart
reason: laws
hint: The list is its caller's, who fills it with the next batch. What do you add up then?
"""


class WindowedView:
    def __init__(self, width: int, lateness: int):
        if width < 1:
            raise ValueError(f"no width of {width}")
        if lateness < 0:
            raise ValueError(f"no lateness of {lateness}")
        self.width, self.lateness, self.batches = width, lateness, []

    def added_up(self, batches):
        windows, clock, missed = {}, None, 0
        for time, shop, cents in (row for batch in batches for row in batch if type(row) is Row):
            clock = time if clock is None else max(clock, time)
            if time < clock - self.lateness:
                missed += 1
                continue
            count, total = windows.get((time // self.width * self.width, shop), (0, 0))
            windows[time // self.width * self.width, shop] = (count + 1, total + cents)
        return windows, clock, missed

    def update(self, rows: list) -> int:
        before, _, _ = self.added_up(self.batches)
        self.batches.append(rows)
        after, _, _ = self.added_up(self.batches)
        return sum(after[window] != before.get(window) for window in after)

    def rows(self):
        return [(*window, *its) for window, its in sorted(self.added_up(self.batches)[0].items())]

    def final(self):
        _, clock, _ = self.added_up(self.batches)
        return [one for one in self.rows() if one[0] + self.width <= clock - self.lateness]

    def late(self) -> int:
        return self.added_up(self.batches)[2]

    def state(self):
        return [tuple(row) for batch in self.batches for row in batch if type(row) is Row]

    def restore(self, state) -> None:
        self.batches = [[Row(*row) for row in state]]
