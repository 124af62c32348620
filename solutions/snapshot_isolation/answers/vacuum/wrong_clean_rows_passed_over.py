"""A row whose versions have the stamps that the last vacuum left is passed over, though transactions may have ended since.

kind: wrong
breaks: every_time
reason: flawless
hint: What did the last vacuum keep, and for whom? Who may have ended since?
"""


import bisect

_clean = {}


def vacuum(chains, snapshots, clock):
    for snapshot in snapshots:
        if snapshot > clock:
            raise ValueError(f"the snapshot {snapshot} is above the clock")
    seen = sorted([*snapshots, clock])
    dropped = 0
    for key in list(chains):
        chain = chains[key]
        if chain and _clean.get(key) == [version.stamp for version in chain]:
            continue
        kept = []
        for at, version in enumerate(chain):
            place = bisect.bisect_left(seen, version.stamp)
            until = chain[at + 1].stamp if at + 1 < len(chain) else clock + 1
            if place < len(seen) and seen[place] < until:
                kept.append(version)
        if kept and kept[0].value is None and not any(s < kept[0].stamp for s in snapshots):
            del kept[0]
        dropped += len(chain) - len(kept)
        _clean[key] = [version.stamp for version in kept]
        if kept:
            chain[:] = kept
        else:
            del chains[key]
    return dropped
