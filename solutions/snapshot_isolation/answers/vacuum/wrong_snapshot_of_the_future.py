"""A snapshot after the last commit is accepted.

kind: wrong
reason: refuses
hint: A snapshot above the clock cannot be: ValueError, before anything is dropped.
breaks: future
"""


def vacuum(chains, snapshots, clock):
    moments = {*snapshots, clock}
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
