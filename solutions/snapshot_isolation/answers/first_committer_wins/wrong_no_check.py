"""No one looks for a conflict: the last committer wins.

kind: wrong
reason: border
hint: Two transactions that read 10 and add 1 must not both commit 11. Look at the newest stamp of each row you write.
breaks: refused
"""


def commit(chains, clock, snapshot, writes):
    if snapshot > clock:
        raise ValueError(f"snapshot {snapshot} is after {clock}")
    if not writes:
        return clock
    for key, value in writes.items():
        chains.setdefault(key, []).append(Version(clock + 1, value))
    return clock + 1
