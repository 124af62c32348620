"""A deleted row keeps its last version for ever.

kind: wrong
reason: deleted
hint: When everyone sees that the row is gone, nothing is needed to say so: drop the deletion and then the row.
breaks: deletion
"""


def vacuum(chains, snapshots, clock):
    if any(snapshot > clock for snapshot in snapshots):
        raise ValueError(f"snapshot {max(snapshots)} is after {clock}")
    moments = {*snapshots, clock}
    dropped = 0
    for key in list(chains):
        chain = chains[key]
        ends = [version.stamp for version in chain[1:]] + [math.inf]
        kept = [version for version, end in zip(chain, ends) if any(version.stamp <= m < end for m in moments)]
        dropped += len(chain) - len(kept)
        chains[key] = kept
        if not kept:
            del chains[key]
    return dropped
