"""A version that the snapshot saw counts as newer than it.

kind: wrong
reason: border
hint: A commit with the very stamp of the snapshot came before the transaction began. Is that a conflict?
"""


def commit(chains, clock, snapshot, writes):
    if snapshot > clock:
        raise ValueError(f"snapshot {snapshot} is after {clock}")
    for key in writes:
        if chains.get(key) and chains[key][-1].stamp >= snapshot:
            raise ConflictError(f"{key} was written since")
    if not writes:
        return clock
    for key, value in writes.items():
        chains.setdefault(key, []).append(Version(clock + 1, value))
    return clock + 1
