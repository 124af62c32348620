"""Names are ordered without regard to case.

kind: wrong
breaks: names
reason: none
hint: Is `B` before `a`? Ask Python.
"""

from collections import Counter


def heal(owners, grey, warm):
    slices = Counter(owners)
    ill = [name for name in slices if name in grey]
    if 3 * len(ill) > len(slices):
        return list(owners)
    ready = [name for name in dict.fromkeys(warm) if name not in grey and name not in slices]
    ill.sort(key=lambda name: (-slices[name], name.lower()))
    instead = dict(zip(ill, ready))
    after = [instead.get(name, name) for name in owners]
    left = set(ill[len(ready):])
    counts = {name: count for name, count in Counter(after).items() if name not in left}
    for number, name in enumerate(after):
        if name in left:
            to = min(counts, key=lambda one: (counts[one], one.lower()))
            after[number] = to
            counts[to] += 1
    return after
