"""A transaction without writes takes a stamp.

kind: wrong
reason: readers
hint: Nothing was written, so no new state has come: return the clock as it is.
breaks: readers
"""


def commit(chains, clock, snapshot, writes):
    if snapshot > clock:
        raise ValueError(f"snapshot {snapshot} is after {clock}")
    for key in writes:
        if chains.get(key) and chains[key][-1].stamp > snapshot:
            raise ConflictError(f"{key} was written since")
    for key, value in writes.items():
        chains.setdefault(key, []).append(Version(clock + 1, value))
    return clock + 1
