"""The commit whose stamp equals the snapshot is not seen.

kind: wrong
reason: picks
hint: The snapshot is the stamp of the last commit before begin, and that commit is seen: at most the snapshot, not
below it.
"""


def visible(chain, snapshot):
    if snapshot < 0:
        raise ValueError(f"snapshot {snapshot}")
    for version in reversed(chain):
        if version.stamp < snapshot:
            return version
    return None
