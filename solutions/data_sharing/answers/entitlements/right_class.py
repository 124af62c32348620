"""A small class of subscriptions.

kind: right
"""


class Life:
    def __init__(self, offer, begin):
        self.offer, self.begin, self.end = offer, begin, None

    def terms(self, time):
        """Terms begun up to a time."""
        if self.end is not None and time >= self.end:
            time = self.end - 1
        return (time - self.begin) // self.offer.seconds + 1

    def until(self, time):
        return self.begin + self.terms(time) * self.offer.seconds

    def runs(self, time):
        return self.end is None or time < self.end


def entitlements(offers, events, now):
    lives = {}
    names = [offer.product for offer in offers]
    for time, kind, consumer, product, licence in events:
        if product not in names:
            raise ValueError(product)
        if time <= now:
            offer = offers[names.index(product)]
            its = lives.setdefault((consumer, product), [])
            last = its[-1] if its and its[-1].runs(time) else None
            if kind == "cancel":
                if last:
                    last.end = last.until(time)
            elif licence == offer.licence:
                if last:
                    last.end = None
                else:
                    its.append(Life(offer, time))
    grants, cents = {}, {}
    for (consumer, product), its in lives.items():
        for life in its:
            cents[consumer] = cents.get(consumer, 0) + life.terms(now) * life.offer.cents
            if life.runs(now):
                for share in life.offer.shares:
                    if grants.get((share, consumer), life.begin) < life.until(now):
                        grants[share, consumer] = life.until(now)
    return Entitled(sorted([(s, c, end) for (s, c), end in grants.items()]), cents)
