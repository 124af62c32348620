"""The oldest version that fits is returned, not the newest.

kind: wrong
reason: picks
hint: Several versions are old enough. Which of them was the row at the moment of the snapshot?
"""


def visible(chain, snapshot):
    if snapshot < 0:
        raise ValueError(f"snapshot {snapshot}")
    for version in chain:
        if version.stamp <= snapshot:
            return version
    return None
