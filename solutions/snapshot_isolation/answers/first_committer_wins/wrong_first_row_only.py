"""Only the first row written is looked at for a conflict.

kind: wrong
reason: border
hint: A transaction may write several rows, and any of them may have been written since.
breaks: refused
"""


def commit(chains, clock, snapshot, writes):
    if snapshot > clock:
        raise ValueError(f"snapshot {snapshot} is after {clock}")
    for key in list(writes)[:1]:
        if chains.get(key) and chains[key][-1].stamp > snapshot:
            raise ConflictError(f"{key} was written since")
    if not writes:
        return clock
    for key, value in writes.items():
        chains.setdefault(key, []).append(Version(clock + 1, value))
    return clock + 1
