"""The chains are built anew and put back.

kind: right
"""

from bisect import bisect_right


def vacuum(chains, snapshots, clock):
    if max(snapshots, default=clock) > clock:
        raise ValueError(f"snapshots {snapshots} go beyond {clock}")
    moments = set(snapshots) | {clock}
    tidy, dropped = {}, 0
    for key, chain in chains.items():
        stamps = [version.stamp for version in chain]
        places = sorted({bisect_right(stamps, moment) - 1 for moment in moments} - {-1})
        left = [chain[place] for place in places]
        if left and left[0].value is None and all(moment >= left[0].stamp for moment in moments):
            del left[0]
        dropped += len(chain) - len(left)
        if left:
            tidy[key] = left
    chains.clear()
    chains.update(tidy)
    return dropped
