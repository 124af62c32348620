"""The cases are told apart one by one.

kind: right
"""


def commit(chains, clock, snapshot, writes):
    if not snapshot <= clock:
        raise ValueError(f"the snapshot {snapshot} lies after the clock {clock}")
    if len(writes) == 0:
        return clock
    for key in writes:
        if key not in chains:
            continue
        for version in chains[key]:
            if version.stamp > snapshot:
                raise ConflictError("another commit wrote " + repr(key))
    stamp = clock + 1
    for key in writes:
        if key not in chains:
            chains[key] = []
        chains[key].append(Version(stamp, writes[key]))
    return stamp
