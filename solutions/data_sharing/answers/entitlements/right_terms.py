"""Term by term.

kind: right
"""


def entitlements(offers, events, now):
    by_name = {}
    for offer in offers:
        by_name[offer.product] = offer
    for event in events:
        if event.product not in by_name:
            raise ValueError(f"no product {event.product}")
    ends, paid = {}, {}
    pairs = dict.fromkeys((event.product, event.consumer) for event in events)
    for product, consumer in pairs:
        offer = by_name[product]
        mine = [e for e in events if e.product == product and e.consumer == consumer and e.time <= now]
        end, stops, terms = None, False, 0
        for time, kind, licence in [(e.time, e.kind, e.licence) for e in mine] + [(now, "", "")]:
            if end is not None and end <= time:
                if stops:
                    end = None
                else:
                    more = (time - end) // offer.seconds + 1
                    terms, end = terms + more, end + more * offer.seconds
            if kind == "subscribe" and licence == offer.licence:
                stops = False
                if end is None:
                    end, terms = time + offer.seconds, terms + 1
            if kind == "cancel":
                stops = end is not None
        if terms:
            paid[consumer] = paid.get(consumer, 0) + terms * offer.cents
        if end is not None:
            for share in offer.shares:
                ends.setdefault((share, consumer), []).append(end)
    return Entitled(sorted((s, c, max(them)) for (s, c), them in ends.items()), paid)
