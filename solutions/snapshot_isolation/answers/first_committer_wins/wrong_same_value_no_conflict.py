"""A row that was changed and changed back counts as unchanged.

kind: wrong
reason: border
hint: The other transaction did write, and others may have built on it. Compare stamps, not values.
breaks: refused
"""


def commit(chains, clock, snapshot, writes):
    if snapshot > clock:
        raise ValueError(f"snapshot {snapshot} is after {clock}")
    for key in writes:
        chain = chains.get(key, [])
        seen = [version.value for version in chain if version.stamp <= snapshot]
        if chain and chain[-1].stamp > snapshot and (not seen or seen[-1] is None or seen[-1] != chain[-1].value):
            raise ConflictError(f"{key} was written since")
    if not writes:
        return clock
    for key, value in writes.items():
        chains.setdefault(key, []).append(Version(clock + 1, value))
    return clock + 1
