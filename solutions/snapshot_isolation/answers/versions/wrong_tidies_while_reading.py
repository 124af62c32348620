"""Reading drops the versions that this snapshot does not need.

kind: wrong
reason: laws
hint: An older transaction that is still running needs the older versions. A look-up must change nothing; dropping is
for vacuum.
breaks: unchanged
"""


def visible(chain, snapshot):
    if snapshot < 0:
        raise ValueError(f"snapshot {snapshot}")
    for at in reversed(range(len(chain))):
        if chain[at].stamp <= snapshot:
            version = chain[at]
            del chain[:at]
            return version
    return None
