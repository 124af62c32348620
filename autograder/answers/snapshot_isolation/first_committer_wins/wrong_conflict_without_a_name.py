"""The refusal does not say which row it is about.

kind: wrong
reason: names
hint: An operator who reads the log wants to know which row is fought over: put the key into the message.
"""


def commit(chains, clock, snapshot, writes):
    if snapshot > clock:
        raise ValueError(f"snapshot {snapshot} is after {clock}")
    for key in writes:
        if chains.get(key) and chains[key][-1].stamp > snapshot:
            raise ConflictError("conflict")
    if not writes:
        return clock
    for key, value in writes.items():
        chains.setdefault(key, []).append(Version(clock + 1, value))
    return clock + 1
