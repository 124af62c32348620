"""The writes are taken out of the dict that was given.

kind: wrong
reason: laws
hint: The dict of writes belongs to the transaction. Walk over it; change chains and nothing else.
breaks: unchanged
"""


def commit(chains, clock, snapshot, writes):
    if snapshot > clock:
        raise ValueError(f"snapshot {snapshot} is after {clock}")
    for key in writes:
        if chains.get(key) and chains[key][-1].stamp > snapshot:
            raise ConflictError(f"{key} was written since")
    if not writes:
        return clock
    while writes:
        key, value = writes.popitem()
        chains.setdefault(key, []).append(Version(clock + 1, value))
    return clock + 1
