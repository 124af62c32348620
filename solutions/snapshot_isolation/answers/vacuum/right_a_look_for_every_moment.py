"""For every snapshot and row the version seen is marked.

kind: right
"""


def vacuum(chains, snapshots, clock):
    for snapshot in snapshots:
        if snapshot > clock:
            raise ValueError(f"{snapshot} is later than {clock}")
    moments = sorted({*snapshots, clock})
    before = sum(len(chain) for chain in chains.values())
    for key, chain in list(chains.items()):
        needed = set()
        for moment in moments:
            old_enough = [version.stamp for version in chain if version.stamp <= moment]
            needed.update(old_enough[-1:])
        chain[:] = [version for version in chain if version.stamp in needed]
        if chain and chain[0].value is None and chain[0].stamp <= moments[0]:
            chain.pop(0)
        if not chain:
            chains.pop(key)
    return before - sum(len(chain) for chain in chains.values())
