"""A deletion removes the row and its versions.

kind: wrong
reason: installs
hint: Transactions that began before the deletion still see the row. Append a Version whose value is None.
breaks: deletion
"""


def commit(chains, clock, snapshot, writes):
    if snapshot > clock:
        raise ValueError(f"snapshot {snapshot} is after {clock}")
    for key in writes:
        if chains.get(key) and chains[key][-1].stamp > snapshot:
            raise ConflictError(f"{key} was written since")
    if not writes:
        return clock
    for key, value in writes.items():
        if value is None:
            chains.pop(key, None)
        else:
            chains.setdefault(key, []).append(Version(clock + 1, value))
    return clock + 1
