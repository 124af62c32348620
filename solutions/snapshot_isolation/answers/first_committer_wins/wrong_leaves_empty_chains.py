"""The check leaves an empty chain for every row it looked for.

kind: wrong
reason: leaves_nothing
hint: setdefault writes to chains, also when the commit is refused in the end. Use get while you only look.
breaks: nothing_left
"""


def commit(chains, clock, snapshot, writes):
    if snapshot > clock:
        raise ValueError(f"snapshot {snapshot} is after {clock}")
    found = {key: chains.setdefault(key, []) for key in writes}
    for key, chain in found.items():
        if chain and chain[-1].stamp > snapshot:
            raise ConflictError(f"{key} was written since")
    if not writes:
        return clock
    for key, value in writes.items():
        chains.setdefault(key, []).append(Version(clock + 1, value))
    return clock + 1
