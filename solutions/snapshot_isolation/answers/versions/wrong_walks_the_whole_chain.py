"""All versions are looked at to find one of the last.

kind: wrong
reason: few_looks
hint: The stamps ascend, and most snapshots are recent. From which end should you walk, and when may you stop? (Or
bisect.)
breaks: few_looks
"""


def visible(chain, snapshot):
    if snapshot < 0:
        raise ValueError(f"snapshot {snapshot}")
    found = [version for version in chain if version.stamp <= snapshot]
    return found[-1] if found else None
