"""An index walks back from the end.

kind: right
"""


def visible(chain, snapshot):
    if snapshot < 0:
        raise ValueError(f"a snapshot cannot be {snapshot}")
    at = len(chain) - 1
    while at >= 0 and chain[at].stamp > snapshot:
        at -= 1
    return None if at < 0 else chain[at]
