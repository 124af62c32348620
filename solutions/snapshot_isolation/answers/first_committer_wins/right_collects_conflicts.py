"""All rows in conflict are named at once.

kind: right
"""


def commit(chains, clock, snapshot, writes):
    if snapshot > clock:
        raise ValueError(f"snapshot {snapshot} is after {clock}")
    newest = {key: max((version.stamp for version in chains.get(key, ())), default=0) for key in writes}
    late = [key for key, stamp in newest.items() if stamp > snapshot]
    if late:
        raise ConflictError(f"written since snapshot {snapshot}: {late}")
    if not writes:
        return clock
    for key, value in writes.items():
        chains.setdefault(key, []).append(Version(clock + 1, value))
    return clock + 1
