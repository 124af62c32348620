"""The place is found by bisection.

kind: right
"""

from bisect import bisect_right


def visible(chain, snapshot):
    if snapshot < 0:
        raise ValueError(f"negative snapshot {snapshot}")
    place = bisect_right(chain, snapshot, key=lambda version: version.stamp)
    return chain[place - 1] if place else None


def rows_at(chains, snapshot):
    if snapshot < 0:
        raise ValueError(f"no rows at {snapshot}")
    found = ((key, visible(chain, snapshot)) for key, chain in chains.items())
    return {key: version.value for key, version in found if version and version.value is not None}
