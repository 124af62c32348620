"""Only the newest version of each row is kept: running transactions lose theirs.

kind: wrong
reason: exact
hint: Somebody is still reading. Keep what each running snapshot sees.
breaks: seen
"""


def vacuum(chains, snapshots, clock):
    if any(snapshot > clock for snapshot in snapshots):
        raise ValueError(f"snapshot {max(snapshots)} is after {clock}")
    moments = {clock}
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
