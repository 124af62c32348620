"""A snapshot that was running at the last vacuum is taken to be over.

kind: wrong
reason: flawless
hint: A report runs for hours, and a vacuum every minute. Who tells you which transactions still run?
breaks: every_time
"""


_KNOWN = []  # of every table that was vacuumed: its chains, the snapshots of then


def vacuum(chains, snapshots, clock):
    if any(snapshot > clock for snapshot in snapshots):
        raise ValueError(f"snapshot {max(snapshots)} is after {clock}")
    seen = next((known for of, known in _KNOWN if of is chains), None)
    if seen is None:
        seen = set()
        _KNOWN.append((chains, seen))
    moments = {*snapshots, clock} - (seen - {clock})
    seen |= set(snapshots)
    dropped = 0
    for key in list(chains):
        chain = chains[key]
        ends = [version.stamp for version in chain[1:]] + [math.inf]
        kept = [version for version, end in zip(chain, ends) if any(version.stamp <= m < end for m in moments)]
        if kept and kept[0].value is None and kept[0].stamp <= min(moments):
            kept = kept[1:]
        dropped += len(chain) - len(kept)
        chains[key] = kept
        if not kept:
            del chains[key]
    return dropped
