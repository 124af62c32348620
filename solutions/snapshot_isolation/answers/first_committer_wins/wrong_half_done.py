"""Rows are installed one after the other until a conflict is met.

kind: wrong
reason: leaves_nothing
hint: When the third row is in conflict, the first two are already there. Look at all rows first, then write.
breaks: nothing_left
"""


def commit(chains, clock, snapshot, writes):
    if snapshot > clock:
        raise ValueError(f"snapshot {snapshot} is after {clock}")
    if not writes:
        return clock
    for key, value in writes.items():
        chain = chains.setdefault(key, [])
        if chain and chain[-1].stamp > snapshot:
            raise ConflictError(f"{key} was written since")
        chain.append(Version(clock + 1, value))
    return clock + 1
