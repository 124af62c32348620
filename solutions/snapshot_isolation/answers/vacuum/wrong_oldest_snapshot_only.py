"""Everything newer than the oldest snapshot is kept, seen or not.

kind: wrong
reason: exact
hint: One long report would keep every version of every row written since. Between two snapshots there may be versions
that no one sees.
breaks: unseen
"""


def vacuum(chains, snapshots, clock):
    if any(snapshot > clock for snapshot in snapshots):
        raise ValueError(f"snapshot {max(snapshots)} is after {clock}")
    moments = {*snapshots, clock}
    dropped = 0
    for key in list(chains):
        chain = chains[key]
        ends = [version.stamp for version in chain[1:]] + [math.inf]
        kept = [version for version, end in zip(chain, ends) if end > min(moments)]
        if kept and kept[0].value is None and kept[0].stamp <= min(moments):
            kept = kept[1:]
        dropped += len(chain) - len(kept)
        chains[key] = kept
        if not kept:
            del chains[key]
    return dropped
