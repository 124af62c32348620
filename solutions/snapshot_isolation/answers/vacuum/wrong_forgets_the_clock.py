"""What only the next transaction would see is dropped.

kind: wrong
reason: exact
hint: A transaction that begins next sees the newest versions: the clock counts as one more snapshot.
breaks: seen
"""


def vacuum(chains, snapshots, clock):
    if any(snapshot > clock for snapshot in snapshots):
        raise ValueError(f"snapshot {max(snapshots)} is after {clock}")
    moments = set(snapshots) or {clock}
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
