"""The mean of the last two minutes is expected, and half as much again of what waits.

kind: right
"""


class Autoscaler:
    def __init__(self):
        self.last = deque(maxlen=2)

    def decide(self, o):
        self.last.append(o.arrived)
        expected = max(o.arrived, sum(self.last) / len(self.last))
        waits = o.backlog + expected - o.rpus * 60
        wanted = (max(waits, 0) + expected * 1.05) / 60
        paid = (o.budget - o.spent) / 60 - o.rpus
        rpus = 512
        while rpus > 0 and (rpus > paid or rpus - 8 >= wanted):
            rpus -= 8
        return rpus
