"""A snapshot after the last commit is accepted.

kind: wrong
reason: refuses
hint: No transaction can have seen a commit that has not been: ValueError, naming the snapshot.
breaks: future
"""


def commit(chains, clock, snapshot, writes):
    for key in writes:
        if chains.get(key) and chains[key][-1].stamp > snapshot:
            raise ConflictError(f"{key} was written since")
    if not writes:
        return clock
    for key, value in writes.items():
        chains.setdefault(key, []).append(Version(clock + 1, value))
    return clock + 1
