"""A deleted version is taken for no version at all.

kind: wrong
reason: picks
hint: A deletion is a version with a stamp of its own: vacuum and the safety net look at it. Return it; only rows_at
leaves the row out.
"""


def visible(chain, snapshot):
    if snapshot < 0:
        raise ValueError(f"snapshot {snapshot}")
    for version in reversed(chain):
        if version.stamp <= snapshot:
            return version if version.value is not None else None
    return None
