"""Who was refused once comes through the second time.

kind: wrong
reason: flawless
hint: Who tries again begins again, with a new snapshot. Is one that still has the old snapshot any less in conflict?
breaks: not_refused
"""


_REFUSED = []  # (chains, snapshot, row) of what was refused


def commit(chains, clock, snapshot, writes):
    if snapshot > clock:
        raise ValueError(f"snapshot {snapshot} is after {clock}")
    for key in writes:
        if key in chains and chains[key][-1].stamp > snapshot:
            if any(of is chains and (moment, row) == (snapshot, key) for of, moment, row in _REFUSED):
                continue
            _REFUSED.append((chains, snapshot, key))
            raise ConflictError(f"{key!r} was written since")
    if not writes:
        return clock
    for key, value in writes.items():
        chains.setdefault(key, []).append(Version(clock + 1, value))
    return clock + 1
