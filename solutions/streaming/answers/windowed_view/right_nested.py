"""Windows by beginning, in each the shops; lists of two numbers.

kind: right
"""


class WindowedView:
    def __init__(self, width, lateness):
        if width <= 0:
            raise ValueError(f"width {width}")
        if lateness < 0:
            raise ValueError(f"lateness {lateness}")
        self.width, self.lateness = width, lateness
        self.begin()

    def begin(self):
        self.held = defaultdict(dict)
        self.greatest = float("-inf")
        self.missed = 0

    def update(self, rows):
        changed = set()
        for row in rows:
            self.greatest = max(self.greatest, row.time)
            if self.greatest - row.time > self.lateness:
                self.missed += 1
            else:
                start = row.time - row.time % self.width
                sums = self.held[start].setdefault(row.shop, [0, 0])
                sums[0] += 1
                sums[1] += row.cents
                changed.add((start, row.shop))
        return len(changed)

    def rows(self):
        found = []
        for start in sorted(self.held):
            for shop in sorted(self.held[start]):
                found.append((start, shop, *self.held[start][shop]))
        return found

    def final(self):
        return [
            one for one in self.rows() if self.greatest - (one[0] + self.width - 1) > self.lateness
        ]

    def late(self):
        return self.missed

    def state(self):
        return {
            "greatest": None if self.greatest == float("-inf") else self.greatest,
            "missed": self.missed,
            "held": [list(one) for one in self.rows()],
        }

    def restore(self, state):
        self.begin()
        if state["greatest"] is not None:
            self.greatest = state["greatest"]
        self.missed = state["missed"]
        for start, shop, count, cents in state["held"]:
            self.held[start][shop] = [count, cents]
