"""Every candidate is tried: could the head still begin when it was promised?

kind: right
"""


def admit(now, waiting, running, free):
    whole = free + sum(mb for _, mb in running)
    for query in waiting:
        if query.memory > whole:
            raise ValueError(f"{query.number} is too large")
    runs = [(max(end, now), mb) for end, mb in running]

    def left(at, these):
        return whole - sum(mb for end, mb in these if end > at)

    begins, head, when = [], None, None
    for query in waiting:
        fits = query.memory <= whole - sum(mb for _, mb in runs)
        if head is None and not fits:
            head = query
            when = min(end for end, _ in runs if left(end, runs) >= head.memory)
        elif fits:
            tried = runs + [(now + query.seconds, query.memory)]
            if head is None or left(when, tried) >= head.memory:
                runs = tried
                begins.append(query.number)
    return begins
